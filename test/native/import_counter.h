#pragma once

#include <windows.h>

#include <cstdint>
#include <map>
#include <string>

namespace win32_probe {

// Counts the calls that a loaded module makes through its import table, to functions of any module.
// x64 only.
void CountImports(const wchar_t* module_name);

// Counts the calls of the kernel: the calls that the loaded modules make through their import
// tables to functions whose names begin with Nt. Does not count calls within ntdll, such as those
// of its heap and its thread pool. Counts for modules that are loaded now. x64 only.
void CountKernelCalls();

// Return the number of calls of each function since the last call of this one. Omit functions
// without calls.
std::map<std::string, std::uint64_t> TakeImportCounts();
std::map<std::string, std::uint64_t> TakeKernelCalls();

}  // namespace win32_probe
