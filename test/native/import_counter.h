#pragma once

#include <windows.h>

#include <cstdint>
#include <map>
#include <string>

namespace win32_probe {

// Counts the calls that a loaded module makes through its import table, to functions of any module.
// x64 only.
void CountImports(const wchar_t* module_name);

// Returns the number of calls of each function since the last call of this one. Omits functions
// without calls.
std::map<std::string, std::uint64_t> TakeImportCounts();

}  // namespace win32_probe
