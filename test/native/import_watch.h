#pragma once

#include <windows.h>

#include <string>
#include <vector>

namespace win32_probe {

// Replaces the entries of a loaded module's import table, to record its calls to Windows without a
// change of the module. Also records each call of CompareObjectHandles in the process. Every call
// still reaches Windows. The entries stay replaced for the life of the process. Returns the names
// of functions whose calls cannot be recorded.
std::vector<std::string> WatchImports(const wchar_t* module_name);

// Makes each later SetThreadToken of the module fail without effect.
void RefuseSetThreadToken();

// Makes each later TrySubmitThreadpoolCallback of the module fail, as without memory.
void RefuseThreadPoolJobs();

}  // namespace win32_probe
