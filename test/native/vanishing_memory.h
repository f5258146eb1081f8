#pragma once

#include <napi.h>

namespace win32_probe {

// Adds the functions for memory that another thread allocates and frees all the time.
void RegisterVanishingMemory(Napi::Env env, Napi::Object exports);

}  // namespace win32_probe
