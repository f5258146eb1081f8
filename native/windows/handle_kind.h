#pragma once

#include <windows.h>

#include <string_view>

namespace windows {

// Whether a handle of this process names an object of that type, as the object manager calls it
// ("Event"), and was granted exactly that access. It takes no right to the object to ask.
bool IsHandleTo(std::wstring_view object_type, ACCESS_MASK access, HANDLE handle);

}  // namespace windows
