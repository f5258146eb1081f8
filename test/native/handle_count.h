#pragma once

#include <windows.h>

#include <cstddef>
#include <vector>

namespace win32_probe {

struct OpenHandle {
  ULONG_PTR value;
  ULONG access;
  USHORT type;  // the number of the object type, which can change at each start of the system
};

std::vector<OpenHandle> HandlesOf(DWORD pid);

// Returns the number of open kernel handles of this process. Wine's GetProcessHandleCount always
// returns 0, so this function counts the entries of HandlesOf.
std::size_t CountProcessHandles();

}  // namespace win32_probe
