#pragma once

#include <napi.h>

namespace binding {

// States which package, and which version of it, this addon belongs to: src/native.ts uses no other.
void RegisterIdentity(Napi::Env env, Napi::Object exports);

}  // namespace binding
