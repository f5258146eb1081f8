#pragma once

#include <napi.h>

#include <memory>

#include "binding/native_object.h"
#include "binding/operation.h"
#include "handoff/offer.h"

namespace binding {

class Offer : public NativeObject<Offer, handoff::Offer> {
 public:
  static constexpr const char* kClassName = "Offer";
  static constexpr napi_type_tag kTypeTag{0x5b0de1a47c3f4f86ULL, 0x92c1f8d06ae74b35ULL};
  static constexpr auto kConstructor = &AddonData::offer;

  using NativeObject::NativeObject;
  ~Offer() override;

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
  Napi::Value PullHandles(const Napi::CallbackInfo& info);
  Napi::Value Reclaim(const Napi::CallbackInfo& info);

  void StopWatching();
  void LetLoopGo();

  // Calls the JavaScript function of an offer. The wait pool posts it.
  class Change;
  std::shared_ptr<Change> change_;
  Napi::FunctionReference on_change_;
  // Null if this offer does not hold it.
  std::shared_ptr<EventLoop> held_loop_;
};

}  // namespace binding
