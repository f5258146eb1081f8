#pragma once

namespace win32_probe {

// Changes the DACL of this process, so that others may only end it and wait for it.
bool RefuseHandleDuplication();

}  // namespace win32_probe
