#pragma once

#include <windows.h>

#include <string>
#include <vector>

namespace win32_probe {

// What InitializeSecurityContext returns for the first step of a client of that package, with these
// bytes as the SECBUFFER_CHANNEL_BINDINGS. The addon itself passes valid ones only.
LONG InitializeWithBindings(const std::wstring& package_name, std::vector<BYTE> bindings);

}  // namespace win32_probe
