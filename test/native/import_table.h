#pragma once

#include <windows.h>

#include <cstddef>
#include <vector>

namespace win32_probe {

// An entry of a loaded module's import table: changing it changes that module's calls, and nobody
// else's.
struct Import {
  const char* name;
  ULONG_PTR* entry;

  bool ReplaceBy(const void* function) const;
};

// All that the module imports by name. Empty if it is not loaded.
std::vector<Import> ImportsOf(const wchar_t* module_name);

// A function that is to be called instead of the one that is imported under that name.
struct Replacement {
  const char* name;
  const void* function;
};

// Gives how many entries were replaced.
std::size_t ReplaceImports(const wchar_t* module_name, const std::vector<Replacement>& by);

}  // namespace win32_probe
