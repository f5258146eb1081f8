#pragma once

#include <napi.h>

#include "binding/native_object.h"
#include "binding/operation.h"
#include "sspi/security_context.h"

namespace binding {

class SecurityContext : public NativeObject<SecurityContext, sspi::SecurityContext> {
 public:
  static constexpr const char* kClassName = "SecurityContext";
  static constexpr napi_type_tag kTypeTag{0x8e2f4d1960c74a3bULL, 0xa7d5e0b35c1f4928ULL};
  static constexpr auto kConstructor = &AddonData::security_context;

  using NativeObject::NativeObject;

  static void Register(Napi::Env env, Napi::Object exports, AddonData& data);

 private:
  template <sspi::Handshake::Role role>
  static Napi::Value Create(const Napi::CallbackInfo& info);
  template <Mode mode>
  static Napi::Value Import(const Napi::CallbackInfo& info);

  Napi::Value Step(const Napi::CallbackInfo& info);
  Napi::Value StepSync(const Napi::CallbackInfo& info);
  Napi::Value SettledPackages(const Napi::CallbackInfo& info);
  template <Mode mode>
  Napi::Value Export(const Napi::CallbackInfo& info);
  template <Mode mode>
  Napi::Value OpenAccessToken(const Napi::CallbackInfo& info);
  Napi::Value Impersonate(const Napi::CallbackInfo& info);
  Napi::Value Query(const Napi::CallbackInfo& info);

  // In message_protection.cc.
  Napi::Value Sign(const Napi::CallbackInfo& info);
  Napi::Value Verify(const Napi::CallbackInfo& info);
  Napi::Value Encrypt(const Napi::CallbackInfo& info);
  Napi::Value EncryptInPlace(const Napi::CallbackInfo& info);
  Napi::Value DecryptInPlace(const Napi::CallbackInfo& info);
  Napi::Value UnwrapMessage(const Napi::CallbackInfo& info);
  Napi::Value EncryptRecord(const Napi::CallbackInfo& info);
  Napi::Value DecryptRecord(const Napi::CallbackInfo& info);
  Napi::Value ShutDownStream(const Napi::CallbackInfo& info);
};

}  // namespace binding
