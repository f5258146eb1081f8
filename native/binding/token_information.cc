#include "binding/token_information.h"

#include <utility>

#include "binding/outcome.h"

namespace binding {
namespace {

using windows::Result;

Result<Principal> LookUp(const windows::Sid& sid, bool with_account) {
  auto text = sid.ToString();
  if (!text.ok()) return text.failure();
  Principal principal{std::move(text.value()), std::nullopt};
  if (with_account) {
    auto account = sid.LookUpAccount();
    if (!account.ok()) return account.failure();
    principal.account = std::move(account.value());
  }
  return principal;
}

Napi::Object ToJsObject(Napi::Env env, const Principal& principal) {
  Napi::Object object = Napi::Object::New(env);
  const auto& account = principal.account;
  object.Set("sid", ToJs(env, principal.sid));
  object.Set("account", account ? ToJs(env, account->name) : env.Null());
  object.Set("domain", account ? ToJs(env, account->domain) : env.Null());
  return object;
}

}  // namespace

Result<Principal> LookUpUser(HANDLE token) {
  auto sid = windows::QueryTokenUser(token);
  if (!sid.ok()) return sid.failure();
  return LookUp(sid.value(), true);
}

Result<std::vector<Group>> LookUpGroups(HANDLE token, bool with_accounts) {
  auto held = windows::QueryTokenGroups(token);
  if (!held.ok()) return held.failure();
  std::vector<Group> groups;
  groups.reserve(held.value().size());
  for (const windows::TokenGroup& group : held.value()) {
    auto principal = LookUp(group.sid, with_accounts);
    if (!principal.ok()) return principal.failure();
    groups.push_back({std::move(principal.value()), group.attributes});
  }
  return groups;
}

Napi::Value ToJs(Napi::Env env, const Principal& principal) { return ToJsObject(env, principal); }

Napi::Value ToJs(Napi::Env env, const std::vector<Group>& groups) {
  Napi::Array array = Napi::Array::New(env, groups.size());
  for (std::uint32_t i = 0; i < groups.size(); ++i) {
    Napi::Object object = ToJsObject(env, groups[i].principal);
    object.Set("attributes", groups[i].attributes);
    array.Set(i, object);
  }
  return array;
}

Napi::Value ToJs(Napi::Env env, const std::vector<windows::TokenPrivilege>& privileges) {
  Napi::Array array = Napi::Array::New(env, privileges.size());
  for (std::uint32_t i = 0; i < privileges.size(); ++i) {
    Napi::Object object = Napi::Object::New(env);
    object.Set("name", ToJs(env, privileges[i].name));
    object.Set("attributes", privileges[i].attributes);
    array.Set(i, object);
  }
  return array;
}

}  // namespace binding
