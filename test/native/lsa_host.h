#pragma once

#include <string>

#include "observed_calls.h"

namespace win32_probe {

// Plays LSA, secur32 and their caller for an SSP/AP, as Windows does and Wine does not: maps
// contexts, and keeps the caller's memory out of LSA's reach. Authenticates alice to a server of
// the DLL's first package, and tells what it saw.
Details HostSecurityPackage(const std::wstring& dll);

}  // namespace win32_probe
