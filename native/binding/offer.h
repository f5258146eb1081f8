#pragma once

#include <napi.h>

#include <memory>

#include "binding/native_object.h"
#include "binding/operation.h"
#include "binding/watched_offer.h"
#include "handoff/offer.h"

namespace binding {

class Offer : public NativeObject<Offer, WatchedOffer> {
 public:
  static constexpr const char* kClassName = "Offer";
  static constexpr auto kLive = &AddonData::offers;

  using NativeObject::Wrap;
  static Napi::Value Wrap(Napi::Env env, std::shared_ptr<handoff::Offer> offer) {
    return Wrap(env, std::make_shared<WatchedOffer>(env, std::move(offer)));
  }

  static void Register(Napi::Env env, Napi::Object exports);

 private:
  static Napi::Value OfContext(const Napi::CallbackInfo& info);
  static Napi::Value OfAccessToken(const Napi::CallbackInfo& info);

  static Napi::Value Section(const Napi::CallbackInfo& info);
  static Napi::Value Nonce(const Napi::CallbackInfo& info);
  static Napi::Value ExpiresAt(const Napi::CallbackInfo& info);
  static Napi::Value Watch(const Napi::CallbackInfo& info);
  static void Unwatch(const Napi::CallbackInfo& info);
  static void Unref(const Napi::CallbackInfo& info);
  static Napi::Value Poll(const Napi::CallbackInfo& info);
  static void Withdraw(const Napi::CallbackInfo& info);
  static Napi::Value PullHandles(const Napi::CallbackInfo& info);
  static Napi::Value Reclaim(const Napi::CallbackInfo& info);
};

}  // namespace binding
