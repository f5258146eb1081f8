#pragma once

#include <napi.h>

namespace binding {

void RegisterThreadPool(Napi::Env env, Napi::Object exports);

}  // namespace binding
