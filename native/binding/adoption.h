#pragma once

#include <napi.h>

namespace binding {

void RegisterAdoption(Napi::Env env, Napi::Object exports);

}  // namespace binding
