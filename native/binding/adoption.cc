#include "binding/adoption.h"

#include <algorithm>

#include "binding/access_token.h"
#include "binding/arguments.h"
#include "binding/security_context.h"
#include "handoff/adoption.h"

namespace binding {
namespace {

using handoff::Adoption;
using handoff::Content;

const char* NameOf(Adoption::Outcome outcome) {
  switch (outcome) {
    case Adoption::Outcome::kAdopted:
      return "adopted";
    case Adoption::Outcome::kExpired:
      return "expired";
    case Adoption::Outcome::kTooLate:
      return "too-late";
    case Adoption::Outcome::kWithdrawn:
      return "withdrawn";
    case Adoption::Outcome::kAlreadyAdopted:
      return "already-adopted";
    case Adoption::Outcome::kRejected:
      return "rejected";
    case Adoption::Outcome::kRefused:
      return "refused";
    case Adoption::Outcome::kInvalidTicket:
      break;
  }
  return "invalid-ticket";
}

Napi::Value ToJsAdoption(Napi::Env env, Adoption& adoption) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("outcome", NameOf(adoption.outcome));
  object.Set("rejection", adoption.rejection ? ToJs(env, *adoption.rejection) : env.Null());
  object.Set("senderVersion", adoption.sender_version);
  if (adoption.outcome != Adoption::Outcome::kAdopted) return object;
  object.Set("accessToken", AccessToken::WrapOrNull(env, std::move(adoption.access_token)));
  if (!adoption.context) return object;
  object.Set("context", SecurityContext::Wrap(env, std::move(adoption.context)));
  object.Set("packageName", ToJs(env, adoption.package_names.package_info));
  object.Set("negotiatedPackageName", ToJs(env, adoption.package_names.negotiation_info));
  object.Set("importPackageName", ToJs(env, adoption.package_names.to_import));
  object.Set("role", adoption.role);
  object.Set("attributes", adoption.attributes);
  return object;
}

// (section handle, nonce, expiresAt, version)
handoff::Ticket TicketOf(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  handoff::Ticket ticket{arguments[0].Handle(), {}, arguments[2].Uint64(), arguments[3].Uint32()};
  const sspi::Bytes nonce = arguments[1].Borrowed();
  if (nonce.size != ticket.nonce.size()) {
    throw Napi::TypeError::New(info.Env(), "The nonce must have 16 bytes");
  }
  std::copy_n(nonce.data, nonce.size, ticket.nonce.data());
  return ticket;
}

template <Content content>
Napi::Value Adopt(const Napi::CallbackInfo& info) {
  return RunOperation<Mode::kAsync>(
      info.Env(),
      [ticket = TicketOf(info), open_handles = AddonData::Of(info.Env()).open_handles] {
        return handoff::Adopt(ticket, content, open_handles);
      },
      ToJsAdoption);
}

Napi::Value Refuse(const Napi::CallbackInfo& info) {
  handoff::Adoption refused = handoff::Refuse(TicketOf(info));
  return ToJsAdoption(info.Env(), refused);
}

}  // namespace

void RegisterAdoption(Napi::Env env, Napi::Object exports) {
  exports.Set("refuseTicket", Napi::Function::New<Refuse>(env, "refuseTicket"));
  exports.Set("adoptContext", Napi::Function::New<Adopt<Content::kContext>>(env, "adoptContext"));
  exports.Set("adoptAccessToken",
              Napi::Function::New<Adopt<Content::kAccessToken>>(env, "adoptAccessToken"));
}

}  // namespace binding
