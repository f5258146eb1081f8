#pragma once

#include <napi.h>

namespace win32_probe {

// Creates a process with the id of an exited process.
void RegisterProcessId(Napi::Env env, Napi::Object exports);

}  // namespace win32_probe
