#pragma once

#include <cstddef>
#include <vector>

namespace win32_probe {

// A function that is to be called instead of the one that is imported under that name.
struct Replacement {
  const char* name;
  const void* function;
};

// Changes the import table of one loaded module, and with it nobody else's calls. Gives how many
// entries were replaced.
std::size_t ReplaceImports(const wchar_t* module_name, const std::vector<Replacement>& by);

}  // namespace win32_probe
