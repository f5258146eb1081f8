#pragma once

#include <windows.h>

#include <cstddef>
#include <vector>

namespace win32_probe {

// An entry of a loaded module's import table. Changing it changes the calls of only that module.
struct Import {
  const char* name;
  ULONG_PTR* entry;

  bool ReplaceBy(const void* function) const;
};

// Returns all imports by name of the module, or nothing if it is not loaded.
std::vector<Import> ImportsOf(const wchar_t* module_name);

// A replacement for the function that is imported under that name.
struct Replacement {
  const char* name;
  const void* function;
};

// Returns the number of replaced entries.
std::size_t ReplaceImports(const wchar_t* module_name, const std::vector<Replacement>& by);

}  // namespace win32_probe
