#include "binding/watched_offer.h"

#include "binding/addon_data.h"

namespace binding {

class WatchedOffer::Change : public EventLoop::Task {
 public:
  explicit Change(WatchedOffer& offer) : offer_(&offer) {}
  void Forget() { offer_ = nullptr; }
  void RunOnLoop(Napi::Env) override {
    if (offer_ != nullptr) offer_->on_change_.Call({});
  }

 private:
  WatchedOffer* offer_;  // only used on the JavaScript thread
};

WatchedOffer::~WatchedOffer() { Forget(); }

windows::Result<bool> WatchedOffer::Watch(const Napi::Function& on_change) {
  const auto& loop = AddonData::Of(env_).event_loop;
  change_ = std::make_shared<Change>(*this);
  on_change_ = Napi::Persistent(on_change);
  held_loop_ = loop;
  loop->Hold(env_);
  auto watching = offer_->Watch([loop, change = change_] { loop->Post(change); });
  if (!watching.ok()) Unwatch();
  return watching;
}

void WatchedOffer::Unwatch() {
  offer_->Unwatch();
  Forget();
  on_change_.Reset();
}

void WatchedOffer::LetLoopGo() {
  if (const auto loop = std::exchange(held_loop_, nullptr)) loop->LetGo(env_);
}

void WatchedOffer::Forget() {
  LetLoopGo();
  if (change_) change_->Forget();
}

}  // namespace binding
