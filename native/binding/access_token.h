#pragma once

#include <napi.h>

#include <memory>
#include <optional>
#include <utility>

#include "binding/native_object.h"
#include "binding/operation.h"
#include "windows/access_token.h"

namespace binding {

class AccessToken : public NativeObject<AccessToken, windows::AccessToken> {
 public:
  static constexpr const char* kClassName = "AccessToken";
  static constexpr auto kLive = &AddonData::access_tokens;

  using NativeObject::Wrap;
  static Napi::Value Wrap(Napi::Env env, windows::AccessToken token) {
    return Wrap(env, std::make_shared<windows::AccessToken>(std::move(token)));
  }
  static Napi::Value WrapOrNull(Napi::Env env, std::optional<windows::AccessToken> token) {
    if (!token) return env.Null();
    return Wrap(env, std::move(*token));
  }

  static void Register(Napi::Env env, Napi::Object exports);

 private:
  static Napi::Value Adopt(const Napi::CallbackInfo& info);
  static Napi::Value Copy(const Napi::CallbackInfo& info);
  static Napi::Value OfProcess(const Napi::CallbackInfo& info);
  static Napi::Value OfThread(const Napi::CallbackInfo& info);

  template <Mode mode>
  static Napi::Value User(const Napi::CallbackInfo& info);
  template <Mode mode>
  static Napi::Value Groups(const Napi::CallbackInfo& info);
  template <Mode mode>
  static Napi::Value Privileges(const Napi::CallbackInfo& info);
  // `query` is one of windows::QueryToken...
  template <auto query>
  static Napi::Value Query(const Napi::CallbackInfo& info);
  static Napi::Value LogonSid(const Napi::CallbackInfo& info);
  static Napi::Value IsMember(const Napi::CallbackInfo& info);

  static Napi::Value Duplicate(const Napi::CallbackInfo& info);
  static Napi::Value Reopen(const Napi::CallbackInfo& info);
  static Napi::Value DuplicateInto(const Napi::CallbackInfo& info);
  static Napi::Value Impersonate(const Napi::CallbackInfo& info);
};

}  // namespace binding
