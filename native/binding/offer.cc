#include "binding/offer.h"

#include <utility>

#include "binding/access_token.h"
#include "binding/arguments.h"
#include "binding/process.h"
#include "binding/security_context.h"

namespace binding {
namespace {

using handoff::Progress;

const char* NameOf(Progress progress) {
  switch (progress) {
    case Progress::kAdopted:
      return "adopted";
    case Progress::kRejected:
      return "rejected";
    case Progress::kExpired:
      return "expired";
    case Progress::kReceiverExited:
      return "receiver-exited";
    case Progress::kWithdrawn:
      return "withdrawn";
    case Progress::kRefused:
      return "refused";
    case Progress::kAltered:
      return "altered";
    case Progress::kPending:
      break;
  }
  return "pending";
}

Napi::Value ToJsReclaimed(Napi::Env env, handoff::Reclaimed& reclaimed) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("context", SecurityContext::Wrap(env, std::move(reclaimed.context)));
  object.Set("accessToken", AccessToken::WrapOrNull(env, std::move(reclaimed.access_token)));
  return object;
}

Napi::Value ToJsOffering(Napi::Env env, handoff::Offering& offering) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("offer", offering.offer ? Offer::Wrap(env, std::move(offering.offer)) : env.Null());
  object.Set("failure", offering.failure ? ToJs(env, *offering.failure) : env.Null());
  object.Set("reclaimed",
             offering.reclaimed ? ToJsReclaimed(env, *offering.reclaimed) : env.Null());
  return object;
}

}  // namespace

void Offer::Register(Napi::Env env, Napi::Object exports, AddonData& data) {
  const Napi::Function constructor = DefineClass(
      env, kClassName,
      {StaticMethod<&Offer::OfContext>("ofContext"),
       StaticMethod<&Offer::OfAccessToken>("ofAccessToken"),
       InstanceMethod<&Offer::Section>("section"), InstanceMethod<&Offer::Nonce>("nonce"),
       InstanceMethod<&Offer::ExpiresAt>("expiresAt"), InstanceMethod<&Offer::Watch>("watch"),
       InstanceMethod<&Offer::Unref>("unref"), InstanceMethod<&Offer::Unwatch>("unwatch"),
       InstanceMethod<&Offer::Poll>("poll"), InstanceMethod<&Offer::Withdraw>("withdraw"),
       InstanceMethod<&Offer::PullHandles>("pullHandles"),
       InstanceMethod<&Offer::Reclaim>("reclaim"), DisposeMethod()});
  data.offer = Napi::Persistent(constructor);
  exports.Set(kClassName, constructor);
}

// (context, receiver, { packageName, negotiatedPackageName, importPackageName,
// ownImportPackageName, expiresIn, tokenAccess, role, attributes })
Napi::Value Offer::OfContext(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  const Options given(arguments[2]);
  handoff::OfferOptions options{{given["importPackageName"].Text(), given["packageName"].Text(),
                                 given["negotiatedPackageName"].Text()},
                                given["ownImportPackageName"].Text(),
                                given["expiresIn"].Uint32(),
                                given["tokenAccess"].Uint32(),
                                given["role"].Uint32(),
                                given["attributes"].Uint32()};
  return RunOperation<Mode::kAsync>(
      info.Env(),
      [context = SecurityContext::From(arguments[0].value()),
       receiver = Process::From(arguments[1].value()), options = std::move(options)] {
        return handoff::Offer::OfContext(*context, receiver, options);
      },
      ToJsOffering);
}

// (access token, receiver, { expiresIn, tokenAccess })
Napi::Value Offer::OfAccessToken(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  const Options given(arguments[2]);
  handoff::OfferOptions options;
  options.expires_in = given["expiresIn"].Uint32();
  options.token_access = given["tokenAccess"].Uint32();
  return RunOperation<Mode::kAsync>(
      info.Env(),
      [token = AccessToken::From(arguments[0].value()),
       receiver = Process::From(arguments[1].value()), options = std::move(options)] {
        return handoff::Offer::OfAccessToken(*token, receiver, options);
      },
      Offer::Wrap);
}

Napi::Value Offer::Section(const Napi::CallbackInfo& info) {
  return Napi::BigInt::New(info.Env(), handoff::ToRecord(native()->section_in_receiver()));
}

Napi::Value Offer::Nonce(const Napi::CallbackInfo& info) {
  const handoff::Nonce& nonce = native()->nonce();
  return Napi::Buffer<BYTE>::Copy(info.Env(), nonce.data(), nonce.size());
}

Napi::Value Offer::ExpiresAt(const Napi::CallbackInfo& info) {
  return Napi::BigInt::New(info.Env(), native()->expires_at());
}

class Offer::Change : public EventLoop::Task {
 public:
  explicit Change(Offer& offer) : offer_(&offer) {}
  void Forget() { offer_ = nullptr; }
  void RunOnLoop(Napi::Env) override {
    if (offer_ != nullptr) offer_->on_change_.Call({});
  }

 private:
  Offer* offer_;  // only used on the JavaScript thread
};

Offer::~Offer() { StopWatching(); }

// (callback)
Napi::Value Offer::Watch(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto& loop = AddonData::Of(env).event_loop;
  change_ = std::make_shared<Change>(*this);
  on_change_ = Napi::Persistent(Arguments(info)[0].Function());
  held_loop_ = loop;
  loop->Hold(env);
  auto watching = native()->Watch([loop, change = change_] { loop->Post(change); });
  if (watching.ok()) return Success(env, env.Undefined());
  Unwatch(info);
  return Failed(env, watching.failure());
}

void Offer::Unwatch(const Napi::CallbackInfo&) {
  native()->Unwatch();
  StopWatching();
}

// The event loop may end while the offer is open.
void Offer::Unref(const Napi::CallbackInfo&) { LetLoopGo(); }

void Offer::StopWatching() {
  LetLoopGo();
  if (change_) change_->Forget();
  on_change_.Reset();
}

void Offer::LetLoopGo() {
  if (const auto loop = std::exchange(held_loop_, nullptr)) loop->LetGo(Env());
}

Napi::Value Offer::Poll(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Progress progress = native()->Poll();
  Napi::Object object = Napi::Object::New(env);
  object.Set("progress", NameOf(progress));
  object.Set("rejection",
             progress == Progress::kRejected ? ToJs(env, native()->rejection()) : env.Null());
  object.Set("receiverVersion", progress == Progress::kRefused
                                    ? Napi::Number::New(env, native()->receiver_version())
                                    : env.Null());
  return object;
}

void Offer::Withdraw(const Napi::CallbackInfo&) { native()->Withdraw(); }

Napi::Value Offer::PullHandles(const Napi::CallbackInfo& info) {
  return RunOperation<Mode::kAsync>(
      info.Env(),
      [offer = native()]() -> windows::Result<bool> {
        offer->PullHandles();
        return true;
      },
      [](Napi::Env env, bool) -> Napi::Value { return env.Undefined(); });
}

Napi::Value Offer::Reclaim(const Napi::CallbackInfo& info) {
  return RunOperation<Mode::kAsync>(
      info.Env(), [offer = native()] { return offer->Reclaim(); },
      [](Napi::Env env, std::optional<handoff::Reclaimed>& reclaimed) {
        return reclaimed ? ToJsReclaimed(env, *reclaimed) : env.Null();
      });
}

}  // namespace binding
