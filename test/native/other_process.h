#pragma once

#include <napi.h>

namespace win32_probe {

// What a test does to another process, or sees of it: its handles, its being stopped.
void RegisterOtherProcess(Napi::Env env, Napi::Object exports);

}  // namespace win32_probe
