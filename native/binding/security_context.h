#pragma once

#include <napi.h>

#include "binding/native_object.h"
#include "binding/operation.h"
#include "sspi/security_context.h"

namespace binding {

class SecurityContext : public NativeObject<SecurityContext, sspi::SecurityContext> {
 public:
  static constexpr const char* kClassName = "SecurityContext";
  static constexpr auto kLive = &AddonData::security_contexts;

  static void Register(Napi::Env env, Napi::Object exports);

 private:
  template <sspi::Handshake::Role role>
  static Napi::Value Create(const Napi::CallbackInfo& info);
  template <Mode mode>
  static Napi::Value Import(const Napi::CallbackInfo& info);

  static Napi::Value Step(const Napi::CallbackInfo& info);
  static Napi::Value StepSync(const Napi::CallbackInfo& info);
  static Napi::Value SettledPackages(const Napi::CallbackInfo& info);
  template <Mode mode>
  static Napi::Value Export(const Napi::CallbackInfo& info);
  template <Mode mode>
  static Napi::Value OpenAccessToken(const Napi::CallbackInfo& info);
  static Napi::Value Impersonate(const Napi::CallbackInfo& info);
  static Napi::Value Query(const Napi::CallbackInfo& info);

  // In message_protection.cc.
  static Napi::Value Sign(const Napi::CallbackInfo& info);
  static Napi::Value Verify(const Napi::CallbackInfo& info);
  static Napi::Value Encrypt(const Napi::CallbackInfo& info);
  static Napi::Value EncryptInPlace(const Napi::CallbackInfo& info);
  static Napi::Value DecryptInPlace(const Napi::CallbackInfo& info);
  static Napi::Value UnwrapMessage(const Napi::CallbackInfo& info);
  static Napi::Value EncryptRecord(const Napi::CallbackInfo& info);
  static Napi::Value DecryptRecord(const Napi::CallbackInfo& info);
  static Napi::Value ShutDownStream(const Napi::CallbackInfo& info);

  // In message_batches.cc.
  static Napi::Value WrapAll(const Napi::CallbackInfo& info);
  static Napi::Value UnwrapAll(const Napi::CallbackInfo& info);
};

}  // namespace binding
