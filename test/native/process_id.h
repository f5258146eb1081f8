#pragma once

#include <napi.h>

namespace win32_probe {

// Takes over the id of a process that has ended.
void RegisterProcessId(Napi::Env env, Napi::Object exports);

}  // namespace win32_probe
