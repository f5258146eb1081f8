#pragma once

#include <napi.h>

namespace win32_probe {

// Adds the functions for `npm run reference:register`.
void RegisterPackageRegistration(Napi::Env env, Napi::Object exports);

}  // namespace win32_probe
