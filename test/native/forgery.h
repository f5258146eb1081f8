#pragma once

#include <napi.h>

namespace win32_probe {

// What it takes to forge a transfer in this process, and to see whom that has hurt.
void RegisterForgery(Napi::Env env, Napi::Object exports);

}  // namespace win32_probe
