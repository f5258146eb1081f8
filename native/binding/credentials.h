#pragma once

#include <napi.h>

#include "binding/native_object.h"
#include "binding/operation.h"
#include "sspi/credentials.h"

namespace binding {

class Credentials : public NativeObject<Credentials, sspi::Credentials> {
 public:
  static constexpr const char* kClassName = "Credentials";
  static constexpr auto kLive = &AddonData::credentials;

  static void Register(Napi::Env env, Napi::Object exports);

 private:
  template <Mode mode>
  static Napi::Value Acquire(const Napi::CallbackInfo& info);

  static Napi::Value Expiry(const Napi::CallbackInfo& info);
  static Napi::Value MaxTokenSize(const Napi::CallbackInfo& info);
  static Napi::Value Capabilities(const Napi::CallbackInfo& info);
  template <Mode mode>
  static Napi::Value Name(const Napi::CallbackInfo& info);
};

}  // namespace binding
