#pragma once

#include <napi.h>

#include "binding/native_object.h"
#include "binding/operation.h"
#include "windows/access_token.h"

namespace binding {

class AccessToken : public NativeObject<AccessToken, windows::AccessToken> {
 public:
  static constexpr const char* kClassName = "AccessToken";
  static constexpr napi_type_tag kTypeTag{0x1d1e53a6c4b54f0bULL, 0x9a4b8a1c0e6f7d21ULL};
  static constexpr auto kConstructor = &AddonData::access_token;

  using NativeObject::NativeObject;

  static void Register(Napi::Env env, Napi::Object exports, AddonData& data);

 private:
  static Napi::Value Adopt(const Napi::CallbackInfo& info);

  template <Mode mode>
  Napi::Value User(const Napi::CallbackInfo& info);
  Napi::Value Type(const Napi::CallbackInfo& info);
  Napi::Value ImpersonationLevel(const Napi::CallbackInfo& info);
  Napi::Value Duplicate(const Napi::CallbackInfo& info);
  Napi::Value DuplicateInto(const Napi::CallbackInfo& info);
};

}  // namespace binding
