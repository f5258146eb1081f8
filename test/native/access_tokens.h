#pragma once

#include <windows.h>

namespace win32_probe {

// Tokens that the addon does not make; whoever asks for one closes it. Null where there is none.

// The process's, in which the group Everyone denies and no longer grants.
HANDLE MakeTokenWithoutEveryone();

// The other one of the two that an administrator has under User Account Control.
HANDLE OpenLinkedToken();

}  // namespace win32_probe
