#pragma once

#include <windows.h>

#include <string>
#include <vector>

namespace win32_probe {

// Calls InitializeSecurityContext for a client's first step, with these bytes as the
// SECBUFFER_CHANNEL_BINDINGS, and returns its status. The addon itself passes only valid bindings.
LONG InitializeWithBindings(const std::wstring& package_name, std::vector<BYTE> bindings);

}  // namespace win32_probe
