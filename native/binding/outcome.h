#pragma once

#include <napi.h>

#include <optional>
#include <string>

#include "windows/result.h"

namespace binding {

// What a native function gives: { value } or { failure: { kind, code, call } }. TypeScript makes
// the error of it, so that errors have one home.
Napi::Object Success(Napi::Env env, Napi::Value value);
Napi::Object Failed(Napi::Env env, const windows::Failure& failure);

// Of a failure that is a part of a value: { kind, code, call }.
Napi::Object ToJs(Napi::Env env, const windows::Failure& failure);

Napi::String ToJs(Napi::Env env, const std::wstring& text);

// A time as packages give it, which is a local one, as a FILETIME of UTC; TypeScript makes a Date
// of it.
Napi::BigInt ToJsFileTime(Napi::Env env, LARGE_INTEGER local_time);

}  // namespace binding
