#pragma once

#include <napi.h>

#include <memory>

#include "binding/native_object.h"
#include "binding/operation.h"
#include "binding/thread_safe_callback.h"
#include "handoff/offer.h"

namespace binding {

class Offer : public NativeObject<Offer, handoff::Offer> {
 public:
  static constexpr const char* kClassName = "Offer";
  static constexpr napi_type_tag kTypeTag{0x5b0de1a47c3f4f86ULL, 0x92c1f8d06ae74b35ULL};
  static constexpr auto kConstructor = &AddonData::offer;

  using NativeObject::NativeObject;

  static void Register(Napi::Env env, Napi::Object exports, AddonData& data);

 private:
  static Napi::Value OfContext(const Napi::CallbackInfo& info);
  static Napi::Value OfAccessToken(const Napi::CallbackInfo& info);

  Napi::Value Section(const Napi::CallbackInfo& info);
  Napi::Value Nonce(const Napi::CallbackInfo& info);
  Napi::Value ExpiresAt(const Napi::CallbackInfo& info);
  Napi::Value Watch(const Napi::CallbackInfo& info);
  void Unwatch(const Napi::CallbackInfo& info);
  void Unref(const Napi::CallbackInfo& info);
  Napi::Value Poll(const Napi::CallbackInfo& info);
  void Withdraw(const Napi::CallbackInfo& info);
  Napi::Value Reclaim(const Napi::CallbackInfo& info);

  std::shared_ptr<ThreadSafeCallback> changed_;
};

}  // namespace binding
