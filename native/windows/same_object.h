#pragma once

#include <windows.h>

namespace windows {

// Returns whether two handles of this process name the same object. Needs no access right to it.
bool IsSameObject(HANDLE one, HANDLE other);

}  // namespace windows
