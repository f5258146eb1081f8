#pragma once

namespace win32_probe {

// Changes the DACL of this process, so that others may end it and wait for it, and nothing else.
bool RefuseHandleDuplication();

}  // namespace win32_probe
