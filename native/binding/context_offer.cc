#include "binding/context_offer.h"

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
  object.Set("offer",
             offering.offer ? ContextOffer::Wrap(env, std::move(offering.offer)) : env.Null());
  object.Set("failure", offering.failure ? ToJs(env, *offering.failure) : env.Null());
  object.Set("reclaimed",
             offering.reclaimed ? ToJsReclaimed(env, *offering.reclaimed) : env.Null());
  return object;
}

}  // namespace

void ContextOffer::Register(Napi::Env env, Napi::Object exports, AddonData& data) {
  const Napi::Function constructor = DefineClass(
      env, kClassName,
      {StaticMethod<&ContextOffer::Make>("make"), InstanceMethod<&ContextOffer::Section>("section"),
       InstanceMethod<&ContextOffer::Nonce>("nonce"),
       InstanceMethod<&ContextOffer::ExpiresAt>("expiresAt"),
       InstanceMethod<&ContextOffer::Watch>("watch"), InstanceMethod<&ContextOffer::Unref>("unref"),
       InstanceMethod<&ContextOffer::Unwatch>("unwatch"),
       InstanceMethod<&ContextOffer::Poll>("poll"),
       InstanceMethod<&ContextOffer::Withdraw>("withdraw"),
       InstanceMethod<&ContextOffer::Reclaim>("reclaim"), DisposeMethod()});
  data.context_offer = Napi::Persistent(constructor);
  exports.Set(kClassName, constructor);
}

// (context, receiver, { packageName, negotiatedPackageName, importPackageName, expiresIn,
// tokenAccess, role, attributes })
Napi::Value ContextOffer::Make(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  const Options given(arguments[2]);
  handoff::OfferOptions options{{given["importPackageName"].Text(), given["packageName"].Text(),
                                 given["negotiatedPackageName"].Text()},
                                given["expiresIn"].Uint32(),
                                given["tokenAccess"].Uint32(),
                                given["role"].Uint32(),
                                given["attributes"].Uint32()};
  return RunOperation<Mode::kAsync>(
      info.Env(),
      [context = SecurityContext::From(arguments[0].value()),
       receiver = Process::From(arguments[1].value()),
       options = std::move(options)] { return handoff::Offer::Make(*context, receiver, options); },
      ToJsOffering);
}

Napi::Value ContextOffer::Section(const Napi::CallbackInfo& info) {
  return Napi::BigInt::New(info.Env(), handoff::ToRecord(native()->section_in_receiver()));
}

Napi::Value ContextOffer::Nonce(const Napi::CallbackInfo& info) {
  const handoff::Nonce& nonce = native()->nonce();
  return Napi::Buffer<BYTE>::Copy(info.Env(), nonce.data(), nonce.size());
}

Napi::Value ContextOffer::ExpiresAt(const Napi::CallbackInfo& info) {
  return Napi::BigInt::New(info.Env(), native()->expires_at());
}

// (callback)
Napi::Value ContextOffer::Watch(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  changed_ = ThreadSafeCallback::Make(env, Arguments(info)[0].Function());
  auto watching = native()->Watch([changed = changed_] { changed->Call(); });
  if (watching.ok()) return Success(env, env.Undefined());
  Unwatch(info);
  return Failed(env, watching.failure());
}

void ContextOffer::Unwatch(const Napi::CallbackInfo&) {
  native()->Unwatch();
  if (changed_) changed_->Release();
}

// The event loop may end while the offer is open.
void ContextOffer::Unref(const Napi::CallbackInfo& info) {
  if (native() && changed_) changed_->Unref(info.Env());
}

Napi::Value ContextOffer::Poll(const Napi::CallbackInfo& info) {
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

void ContextOffer::Withdraw(const Napi::CallbackInfo&) { native()->Withdraw(); }

Napi::Value ContextOffer::Reclaim(const Napi::CallbackInfo& info) {
  return RunOperation<Mode::kAsync>(
      info.Env(), [offer = native()] { return offer->Reclaim(); },
      [](Napi::Env env, std::optional<handoff::Reclaimed>& reclaimed) {
        return reclaimed ? ToJsReclaimed(env, *reclaimed) : env.Null();
      });
}

}  // namespace binding
