#pragma once

#include <windows.h>

namespace win32_probe {

// Replaces the entries of a loaded module's import table, so that what it really passes to Windows
// can be seen, with nothing added to the module itself; and CompareObjectHandles, whoever in the
// process calls it. Every call still reaches Windows. The entries stay replaced for the life of the
// process.
bool WatchImports(const wchar_t* module_name);

// Makes each later SetThreadToken of the module fail, and change nothing.
void RefuseSetThreadToken();

}  // namespace win32_probe
