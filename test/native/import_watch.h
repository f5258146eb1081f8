#pragma once

#include <windows.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace win32_probe {

// One call that the watched module made to Windows, and what the tests want to know of it.
struct ObservedCall {
  std::string name;
  std::vector<std::pair<const char*, std::uint64_t>> details;
};

// Replaces the entries of a loaded module's import table, so that what it really passes to Windows
// can be seen, with nothing added to the module itself. Every call still reaches Windows. The
// entries stay replaced for the life of the process.
bool WatchImports(const wchar_t* module_name);

// The calls since the last time, in their order.
std::vector<ObservedCall> TakeObservedCalls();

// Makes each later call of the function wait before it reaches Windows.
void DelayCalls(const std::string& function_name, DWORD milliseconds);

// Makes each later SetThreadToken of the module fail, and change nothing.
void RefuseSetThreadToken();

}  // namespace win32_probe
