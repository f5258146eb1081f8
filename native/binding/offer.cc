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

void Offer::Register(Napi::Env env, Napi::Object exports) {
  ExportFunctions(
      env, exports,
      {Function<&Offer::OfContext>("ofContext"), Function<&Offer::OfAccessToken>("ofAccessToken"),
       Function<&Offer::Section>("section"), Function<&Offer::Nonce>("nonce"),
       Function<&Offer::ExpiresAt>("expiresAt"), Function<&Offer::Watch>("watch"),
       Function<&Offer::Unref>("unref"), Function<&Offer::Unwatch>("unwatch"),
       Function<&Offer::Poll>("poll"), Function<&Offer::Withdraw>("withdraw"),
       Function<&Offer::PullHandles>("pullHandles"), Function<&Offer::Reclaim>("reclaim"),
       Function<&NativeObject::Dispose>("dispose")});
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
      [](Napi::Env env, std::shared_ptr<handoff::Offer>& offer) {
        return Wrap(env, std::move(offer));
      });
}

Napi::Value Offer::Section(const Napi::CallbackInfo& info) {
  return Napi::BigInt::New(info.Env(),
                           handoff::ToRecord(From(info)->offer()->section_in_receiver()));
}

Napi::Value Offer::Nonce(const Napi::CallbackInfo& info) {
  const handoff::Nonce& nonce = From(info)->offer()->nonce();
  return Napi::Buffer<BYTE>::Copy(info.Env(), nonce.data(), nonce.size());
}

Napi::Value Offer::ExpiresAt(const Napi::CallbackInfo& info) {
  return Napi::BigInt::New(info.Env(), From(info)->offer()->expires_at());
}

// (offer, callback)
Napi::Value Offer::Watch(const Napi::CallbackInfo& info) {
  auto watching = From(info)->Watch(Arguments(info)[1].Function());
  if (!watching.ok()) return Failed(info.Env(), watching.failure());
  return Success(info.Env(), info.Env().Undefined());
}

void Offer::Unwatch(const Napi::CallbackInfo& info) { From(info)->Unwatch(); }

// The event loop may end while the offer is open.
void Offer::Unref(const Napi::CallbackInfo& info) { From(info)->LetLoopGo(); }

Napi::Value Offer::Poll(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Progress progress = From(info)->offer()->Poll();
  Napi::Object object = Napi::Object::New(env);
  object.Set("progress", NameOf(progress));
  object.Set("rejection", progress == Progress::kRejected
                              ? ToJs(env, From(info)->offer()->rejection())
                              : env.Null());
  object.Set("receiverVersion",
             progress == Progress::kRefused
                 ? Napi::Number::New(env, From(info)->offer()->receiver_version())
                 : env.Null());
  return object;
}

void Offer::Withdraw(const Napi::CallbackInfo& info) { From(info)->offer()->Withdraw(); }

Napi::Value Offer::PullHandles(const Napi::CallbackInfo& info) {
  return RunOperation<Mode::kAsync>(
      info.Env(),
      [offer = From(info)->offer()]() -> windows::Result<bool> {
        offer->PullHandles();
        return true;
      },
      [](Napi::Env env, bool) -> Napi::Value { return env.Undefined(); });
}

Napi::Value Offer::Reclaim(const Napi::CallbackInfo& info) {
  return RunOperation<Mode::kAsync>(
      info.Env(), [offer = From(info)->offer()] { return offer->Reclaim(); },
      [](Napi::Env env, std::optional<handoff::Reclaimed>& reclaimed) {
        return reclaimed ? ToJsReclaimed(env, *reclaimed) : env.Null();
      });
}

}  // namespace binding
