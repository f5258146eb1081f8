#pragma once

#include <napi.h>

#include <memory>
#include <utility>

#include "binding/event_loop.h"
#include "handoff/offer.h"

namespace binding {

// An offer, and the JavaScript function to call when its state changes. Only the JavaScript thread
// uses it.
class WatchedOffer {
 public:
  WatchedOffer(Napi::Env env, std::shared_ptr<handoff::Offer> offer)
      : env_(env), offer_(std::move(offer)) {}
  WatchedOffer(const WatchedOffer&) = delete;
  WatchedOffer& operator=(const WatchedOffer&) = delete;
  ~WatchedOffer();

  const std::shared_ptr<handoff::Offer>& offer() const { return offer_; }

  // Keeps the event loop alive until Unwatch() or LetLoopGo().
  windows::Result<bool> Watch(const Napi::Function& on_change);
  void Unwatch();
  void LetLoopGo();

 private:
  void Forget();

  // Calls the JavaScript function of an offer. The wait pool posts it.
  class Change;
  Napi::Env env_;
  std::shared_ptr<handoff::Offer> offer_;
  std::shared_ptr<Change> change_;
  Napi::FunctionReference on_change_;
  // Null if this offer does not hold it.
  std::shared_ptr<EventLoop> held_loop_;
};

}  // namespace binding
