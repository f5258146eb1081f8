#include "binding/adoption.h"

#include <algorithm>

#include "binding/access_token.h"
#include "binding/arguments.h"
#include "binding/security_context.h"
#include "handoff/adoption.h"

namespace binding {
namespace {

using handoff::Adoption;

const char* NameOf(Adoption::Outcome outcome) {
  switch (outcome) {
    case Adoption::Outcome::kAdopted:
      return "adopted";
    case Adoption::Outcome::kExpired:
      return "expired";
    case Adoption::Outcome::kWithdrawn:
      return "withdrawn";
    case Adoption::Outcome::kAlreadyAdopted:
      return "already-adopted";
    case Adoption::Outcome::kRejected:
      return "rejected";
    case Adoption::Outcome::kInvalidTicket:
      break;
  }
  return "invalid-ticket";
}

Napi::Value ToJsAdoption(Napi::Env env, Adoption& adoption) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("outcome", NameOf(adoption.outcome));
  object.Set("rejection", adoption.rejection ? ToJs(env, *adoption.rejection) : env.Null());
  if (adoption.outcome != Adoption::Outcome::kAdopted) return object;
  object.Set("context", SecurityContext::Wrap(env, std::move(adoption.context)));
  object.Set("accessToken", AccessToken::WrapOrNull(env, std::move(adoption.access_token)));
  object.Set("packageName", ToJs(env, adoption.package_name));
  object.Set("role", adoption.role);
  object.Set("attributes", adoption.attributes);
  return object;
}

// (section handle, nonce)
Napi::Value Adopt(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  handoff::Ticket ticket{arguments.Handle(0), {}};
  const sspi::Bytes nonce = arguments.Borrowed(1);
  if (nonce.size != ticket.nonce.size()) {
    throw Napi::TypeError::New(info.Env(), "The nonce is of another size");
  }
  std::copy_n(nonce.data, nonce.size, ticket.nonce.data());
  return RunOperation<Mode::kAsync>(
      info.Env(),
      [ticket, open_handles = AddonData::Of(info.Env()).open_handles] {
        return handoff::Adopt(ticket, open_handles);
      },
      ToJsAdoption);
}

}  // namespace

void RegisterAdoption(Napi::Env env, Napi::Object exports) {
  exports.Set("adoptContext", Napi::Function::New<Adopt>(env, "adoptContext"));
}

}  // namespace binding
