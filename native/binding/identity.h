#pragma once

#include <napi.h>

namespace binding {

// States which package this addon belongs to, and which version: src/native.ts uses no other.
void RegisterIdentity(Napi::Env env, Napi::Object exports);

}  // namespace binding
