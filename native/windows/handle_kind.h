#pragma once

#include <windows.h>

#include <string_view>

#include "windows/result.h"

namespace windows {

// Returns the access of a handle of this process. Needs no access right to the object.
Result<ACCESS_MASK> QueryGrantedAccess(HANDLE handle);

// Returns whether a handle of this process names an object of this type, by the object manager's
// name ("Event"), with exactly this access. Needs no access right to the object.
bool IsHandleTo(std::wstring_view object_type, ACCESS_MASK access, HANDLE handle);

}  // namespace windows
