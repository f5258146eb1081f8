#pragma once

#include <windows.h>

#include <cstddef>
#include <vector>

namespace win32_probe {

struct OpenHandle {
  ULONG_PTR value;
  ULONG access;
  USHORT type;  // as kinds of kernel object are numbered in this run of the system
};

std::vector<OpenHandle> HandlesOf(DWORD pid);

// How many kernel handles this process has open. GetProcessHandleCount would tell on Windows;
// Wine's always says 0, so the system's table of all handles is counted.
std::size_t CountProcessHandles();

}  // namespace win32_probe
