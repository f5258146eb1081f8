#pragma once

#include <windows.h>

#include <string>
#include <vector>

namespace win32_probe {

// An entry of a loaded module's import table. Changing it changes the calls of only that module.
struct Import {
  const char* name;
  ULONG_PTR* entry;

  bool ReplaceBy(const void* function) const;
};

// Returns all imports by name of the module, or nothing if the module is null.
std::vector<Import> ImportsOf(HMODULE module);

// A replacement for the function that is imported under that name.
struct Replacement {
  const char* name;
  const void* function;
};

// Replaces every entry of each name, because a linker may import a function more than once. Returns
// the names without a replaced entry.
std::vector<std::string> ReplaceImports(const wchar_t* module_name,
                                        const std::vector<Replacement>& by);

}  // namespace win32_probe
