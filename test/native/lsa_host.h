#pragma once

#include <string>

#include "observed_calls.h"

namespace win32_probe {

// Plays LSA, secur32 and their caller for an SSP/AP as on Windows: it maps contexts, and LSA cannot
// read the caller's memory directly. Wine does neither. Authenticates alice to a server of the
// DLL's first package and returns what it observed.
Details HostSecurityPackage(const std::wstring& dll);

}  // namespace win32_probe
