#pragma once

#include <napi.h>

#include <optional>
#include <string>

#include "windows/result.h"

namespace binding {

// The result of a native function: { value } or { failure: { kind, code, call } }. TypeScript
// creates the error from it, so that all errors are created in one place.
Napi::Object Success(Napi::Env env, Napi::Value value);
Napi::Object Failed(Napi::Env env, const windows::Failure& failure);

// For a failure that is part of a value: { kind, code, call }.
Napi::Object ToJs(Napi::Env env, const windows::Failure& failure);

Napi::String ToJs(Napi::Env env, const std::wstring& text);

// Converts the local time of a package to a FILETIME in UTC. TypeScript creates a Date from it.
Napi::BigInt ToJsFileTime(Napi::Env env, LARGE_INTEGER local_time);

}  // namespace binding
