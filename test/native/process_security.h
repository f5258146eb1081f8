#pragma once

namespace win32_probe {

// Changes the DACL of this process, so that others may only end it and wait for it.
bool RefuseHandleDuplication();

// Enables or disables a privilege of this process. Has no effect on one that the process lacks.
bool AdjustPrivilege(const wchar_t* name, bool is_enabled);

}  // namespace win32_probe
