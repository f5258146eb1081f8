#pragma once

#include <napi.h>

namespace win32_probe {

// Functions to forge a transfer in this process, and to see its effects.
void RegisterForgery(Napi::Env env, Napi::Object exports);

}  // namespace win32_probe
