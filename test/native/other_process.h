#pragma once

#include <napi.h>

namespace win32_probe {

// Functions that act on another process or observe it: its handles, and stopping it.
void RegisterOtherProcess(Napi::Env env, Napi::Object exports);

}  // namespace win32_probe
