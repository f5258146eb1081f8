#include "binding/outcome.h"

#include "windows/file_time.h"

namespace binding {

Napi::Object Success(Napi::Env env, Napi::Value value) {
  Napi::Object outcome = Napi::Object::New(env);
  outcome.Set("value", value);
  return outcome;
}

Napi::Object ToJs(Napi::Env env, const windows::Failure& failure) {
  Napi::Object details = Napi::Object::New(env);
  const bool is_win32 = failure.kind == windows::Failure::Kind::kWin32Error;
  details.Set("kind", is_win32 ? "win32-error" : "security-status");
  details.Set("code", failure.code);
  details.Set("call", failure.call);
  return details;
}

Napi::Object Failed(Napi::Env env, const windows::Failure& failure) {
  Napi::Object outcome = Napi::Object::New(env);
  outcome.Set("failure", ToJs(env, failure));
  return outcome;
}

Napi::String ToJs(Napi::Env env, const std::wstring& text) {
  return Napi::String::New(env, reinterpret_cast<const char16_t*>(text.data()), text.size());
}

Napi::BigInt ToJsFileTime(Napi::Env env, LARGE_INTEGER local_time) {
  return Napi::BigInt::New(env, windows::LocalToUtc(local_time));
}

}  // namespace binding
