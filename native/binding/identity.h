#pragma once

#include <napi.h>

namespace binding {

// Exports the name and the version of the package that this addon belongs to. src/native.ts refuses
// an addon of another version.
void RegisterIdentity(Napi::Env env, Napi::Object exports);

}  // namespace binding
