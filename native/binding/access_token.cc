#include "binding/access_token.h"

#include "binding/arguments.h"
#include "binding/outcome.h"

namespace binding {
namespace {

using windows::Result;

struct User {
  std::wstring sid;
  std::optional<windows::Account> account;
};

Result<User> LookUpUser(const windows::AccessToken& token) {
  auto sid = token.User();
  if (!sid.ok()) return sid.failure();
  auto text = sid.value().ToString();
  if (!text.ok()) return text.failure();
  auto account = sid.value().LookUpAccount();
  if (!account.ok()) return account.failure();
  return User{std::move(text.value()), std::move(account.value())};
}

Napi::Value ToJsUser(Napi::Env env, const User& user) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("sid", ToJs(env, user.sid));
  object.Set("account", user.account ? ToJs(env, user.account->name) : env.Null());
  object.Set("domain", user.account ? ToJs(env, user.account->domain) : env.Null());
  return object;
}

template <typename Enumeration>
Napi::Value ToJsNumber(Napi::Env env, Result<Enumeration> result) {
  if (!result.ok()) return Failed(env, result.failure());
  return Success(env, Napi::Number::New(env, result.value()));
}

Napi::Value ToJsToken(Napi::Env env, Result<windows::AccessToken> result) {
  if (!result.ok()) return Failed(env, result.failure());
  return Success(env, AccessToken::Wrap(
                          env, std::make_shared<windows::AccessToken>(std::move(result.value()))));
}

}  // namespace

void AccessToken::Register(Napi::Env env, Napi::Object exports, AddonData& data) {
  const Napi::Function constructor =
      DefineClass(env, kClassName,
                  {StaticMethod<&AccessToken::Adopt>("adopt"),
                   InstanceMethod<&AccessToken::User<Mode::kAsync>>("user"),
                   InstanceMethod<&AccessToken::User<Mode::kSync>>("userSync"),
                   InstanceMethod<&AccessToken::Type>("type"),
                   InstanceMethod<&AccessToken::ImpersonationLevel>("impersonationLevel"),
                   InstanceMethod<&AccessToken::Duplicate>("duplicate"),
                   InstanceMethod<&AccessToken::DuplicateInto>("duplicateInto"), DisposeMethod()});
  data.access_token = Napi::Persistent(constructor);
  exports.Set(kClassName, constructor);
}

Napi::Value AccessToken::Adopt(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const HANDLE handle = Arguments(info).Handle(0);
  return ToJsToken(env, windows::AccessToken::Adopt(handle, AddonData::Of(env).open_handles));
}

template <Mode mode>
Napi::Value AccessToken::User(const Napi::CallbackInfo& info) {
  return RunOperation<mode>(
      info.Env(), [token = native()] { return LookUpUser(*token); }, ToJsUser);
}

Napi::Value AccessToken::Type(const Napi::CallbackInfo& info) {
  return ToJsNumber(info.Env(), native()->Type());
}

Napi::Value AccessToken::ImpersonationLevel(const Napi::CallbackInfo& info) {
  return ToJsNumber(info.Env(), native()->ImpersonationLevel());
}

Napi::Value AccessToken::Duplicate(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  const ACCESS_MASK access = arguments.Uint32(0);
  const auto type = static_cast<TOKEN_TYPE>(arguments.Uint32(1));
  const auto level = static_cast<SECURITY_IMPERSONATION_LEVEL>(arguments.Uint32(2));
  return ToJsToken(info.Env(), native()->Duplicate(access, type, level));
}

Napi::Value AccessToken::DuplicateInto(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Arguments arguments(info);
  auto handle = native()->DuplicateInto(arguments.Uint32(0), arguments.Uint32(1));
  if (!handle.ok()) return Failed(env, handle.failure());
  const auto value = reinterpret_cast<std::uintptr_t>(handle.value());
  return Success(env, Napi::BigInt::New(env, std::uint64_t{value}));
}

}  // namespace binding
