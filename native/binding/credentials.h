#pragma once

#include <napi.h>

#include "binding/native_object.h"
#include "binding/operation.h"
#include "sspi/credentials.h"

namespace binding {

class Credentials : public NativeObject<Credentials, sspi::Credentials> {
 public:
  static constexpr const char* kClassName = "Credentials";
  static constexpr napi_type_tag kTypeTag{0x5b0b9c5de4a14b7eULL, 0xb1c9d2f07a3e4c58ULL};
  static constexpr auto kConstructor = &AddonData::credentials;

  using NativeObject::NativeObject;

  static void Register(Napi::Env env, Napi::Object exports, AddonData& data);

 private:
  template <Mode mode>
  static Napi::Value Acquire(const Napi::CallbackInfo& info);

  Napi::Value Expiry(const Napi::CallbackInfo& info);
  Napi::Value MaxTokenSize(const Napi::CallbackInfo& info);
  Napi::Value Capabilities(const Napi::CallbackInfo& info);
  template <Mode mode>
  Napi::Value Name(const Napi::CallbackInfo& info);
};

}  // namespace binding
