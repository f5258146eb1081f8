#pragma once

#include <windows.h>

namespace windows {

// Whether two handles of this process name one object. Needs no rights to it.
bool IsSameObject(HANDLE one, HANDLE other);

}  // namespace windows
