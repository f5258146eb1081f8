#pragma once

#include <windows.h>

namespace win32_probe {

// Tokens that the addon does not create. The caller closes each one. Null if there is none.

// The process's token, in which the group Everyone denies access and no longer grants it.
HANDLE MakeTokenWithoutEveryone();

// The second of the two tokens that an administrator has under User Account Control.
HANDLE OpenLinkedToken();

}  // namespace win32_probe
