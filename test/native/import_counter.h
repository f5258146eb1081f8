#pragma once

#include <windows.h>

#include <cstdint>
#include <map>
#include <string>

namespace win32_probe {

// Counts what a loaded module calls through its import table, whoever's function it is. x64 only.
void CountImports(const wchar_t* module_name);

// How often each function has been called since the last time; what was not called is left out.
std::map<std::string, std::uint64_t> TakeImportCounts();

}  // namespace win32_probe
