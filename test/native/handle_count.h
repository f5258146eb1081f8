#pragma once

#include <cstddef>

namespace win32_probe {

// How many kernel handles this process has open. GetProcessHandleCount would tell on Windows;
// Wine's always says 0, so the system's table of all handles is counted.
std::size_t CountProcessHandles();

}  // namespace win32_probe
