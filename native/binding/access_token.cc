#include "binding/access_token.h"

#include "binding/arguments.h"
#include "binding/impersonated_call.h"
#include "binding/outcome.h"
#include "binding/token_information.h"
#include "windows/handle_kind.h"
#include "windows/impersonation.h"

namespace binding {
namespace {

using windows::Result;

Napi::Value ToJs(Napi::Env env, bool value) { return Napi::Boolean::New(env, value); }
Napi::Value ToJs(Napi::Env env, DWORD value) { return Napi::Number::New(env, value); }
Napi::Value ToJs(Napi::Env env, std::uint64_t value) { return Napi::BigInt::New(env, value); }
Napi::Value ToJs(Napi::Env env, TOKEN_TYPE value) { return Napi::Number::New(env, value); }
Napi::Value ToJs(Napi::Env env, SECURITY_IMPERSONATION_LEVEL value) {
  return Napi::Number::New(env, value);
}
Napi::Value ToJs(Napi::Env env, TOKEN_ELEVATION_TYPE value) {
  return Napi::Number::New(env, value);
}

Napi::Value ToJsToken(Napi::Env env, Result<windows::AccessToken> result) {
  if (!result.ok()) return Failed(env, result.failure());
  return Success(env, AccessToken::Wrap(env, std::move(result.value())));
}

}  // namespace

void AccessToken::Register(Napi::Env env, Napi::Object exports, AddonData& data) {
  const Napi::Function constructor = DefineClass(
      env, kClassName,
      {StaticMethod<&AccessToken::Adopt>("adopt"),
       StaticMethod<&AccessToken::Copy>("copy"),
       StaticMethod<&AccessToken::OfProcess>("ofProcess"),
       StaticMethod<&AccessToken::OfThread>("ofThread"),
       InstanceMethod<&AccessToken::User<Mode::kAsync>>("user"),
       InstanceMethod<&AccessToken::User<Mode::kSync>>("userSync"),
       InstanceMethod<&AccessToken::Groups<Mode::kAsync>>("groups"),
       InstanceMethod<&AccessToken::Groups<Mode::kSync>>("groupsSync"),
       InstanceMethod<&AccessToken::Privileges<Mode::kAsync>>("privileges"),
       InstanceMethod<&AccessToken::Privileges<Mode::kSync>>("privilegesSync"),
       InstanceMethod<&AccessToken::Query<windows::QueryTokenType>>("type"),
       InstanceMethod<&AccessToken::Query<windows::QueryTokenImpersonationLevel>>(
           "impersonationLevel"),
       InstanceMethod<&AccessToken::Query<windows::QueryTokenAuthenticationId>>("authenticationId"),
       InstanceMethod<&AccessToken::Query<windows::QueryTokenSessionId>>("sessionId"),
       InstanceMethod<&AccessToken::Query<windows::QueryTokenIntegrityLevel>>("integrityLevel"),
       InstanceMethod<&AccessToken::Query<windows::QueryTokenElevationType>>("elevationType"),
       InstanceMethod<&AccessToken::Query<windows::QueryTokenIsElevated>>("isElevated"),
       InstanceMethod<&AccessToken::Query<windows::QueryGrantedAccess>>("access"),
       InstanceMethod<&AccessToken::LogonSid>("logonSid"),
       InstanceMethod<&AccessToken::IsMember>("isMember"),
       InstanceMethod<&AccessToken::Duplicate>("duplicate"),
       InstanceMethod<&AccessToken::Reopen>("reopen"),
       InstanceMethod<&AccessToken::DuplicateInto>("duplicateInto"),
       InstanceMethod<&AccessToken::Impersonate>("impersonate"),
       DisposeMethod()});
  data.access_token = Napi::Persistent(constructor);
  exports.Set(kClassName, constructor);
}

// (handle)
Napi::Value AccessToken::Adopt(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const HANDLE handle = Arguments(info)[0].Handle();
  return ToJsToken(env, windows::AccessToken::Adopt(handle, AddonData::Of(env).open_handles));
}

// (handle)
Napi::Value AccessToken::Copy(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const HANDLE handle = Arguments(info)[0].Handle();
  return ToJsToken(env, windows::AccessToken::Copy(handle, AddonData::Of(env).open_handles));
}

// (access)
Napi::Value AccessToken::OfProcess(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const ACCESS_MASK access = Arguments(info)[0].Uint32();
  return ToJsToken(env, windows::AccessToken::OfProcess(access, AddonData::Of(env).open_handles));
}

// (access)
Napi::Value AccessToken::OfThread(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const ACCESS_MASK access = Arguments(info)[0].Uint32();
  auto token = windows::AccessToken::OfThread(access, AddonData::Of(env).open_handles);
  if (!token.ok()) return Failed(env, token.failure());
  if (!token.value()) return Success(env, env.Null());
  return ToJsToken(env, std::move(*token.value()));
}

template <Mode mode>
Napi::Value AccessToken::User(const Napi::CallbackInfo& info) {
  return RunOperation<mode>(
      info.Env(), [token = native()] { return LookUpUser(token->get()); },
      [](Napi::Env env, const Principal& user) { return ToJs(env, user); });
}

// (withAccounts)
template <Mode mode>
Napi::Value AccessToken::Groups(const Napi::CallbackInfo& info) {
  return RunOperation<mode>(
      info.Env(),
      [token = native(), with_accounts = Arguments(info)[0].Boolean()] {
        return LookUpGroups(token->get(), with_accounts);
      },
      [](Napi::Env env, const std::vector<Group>& groups) { return ToJs(env, groups); });
}

template <Mode mode>
Napi::Value AccessToken::Privileges(const Napi::CallbackInfo& info) {
  return RunOperation<mode>(
      info.Env(), [token = native()] { return windows::QueryTokenPrivileges(token->get()); },
      [](Napi::Env env, const std::vector<windows::TokenPrivilege>& privileges) {
        return ToJs(env, privileges);
      });
}

template <auto query>
Napi::Value AccessToken::Query(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  auto result = query(native()->get());
  if (!result.ok()) return Failed(env, result.failure());
  return Success(env, ToJs(env, result.value()));
}

Napi::Value AccessToken::LogonSid(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  auto sid = windows::QueryTokenLogonSid(native()->get());
  if (!sid.ok()) return Failed(env, sid.failure());
  if (!sid.value()) return Success(env, env.Null());
  auto text = sid.value()->ToString();
  if (!text.ok()) return Failed(env, text.failure());
  return Success(env, ToJs(env, text.value()));
}

// (sid)
Napi::Value AccessToken::IsMember(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  auto sid = windows::Sid::Parse(Arguments(info)[0].Text());
  if (!sid.ok()) return Failed(env, sid.failure());
  auto is_member = native()->IsMember(sid.value());
  if (!is_member.ok()) return Failed(env, is_member.failure());
  return Success(env, ToJs(env, is_member.value()));
}

// (access, type, level)
Napi::Value AccessToken::Duplicate(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  const ACCESS_MASK access = arguments[0].Uint32();
  const auto type = static_cast<TOKEN_TYPE>(arguments[1].Uint32());
  const auto level = static_cast<SECURITY_IMPERSONATION_LEVEL>(arguments[2].Uint32());
  return ToJsToken(info.Env(), native()->Duplicate(access, type, level));
}

// (access)
Napi::Value AccessToken::Reopen(const Napi::CallbackInfo& info) {
  return ToJsToken(info.Env(), native()->Reopen(Arguments(info)[0].Uint32()));
}

// (pid, access)
Napi::Value AccessToken::DuplicateInto(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Arguments arguments(info);
  auto handle = native()->DuplicateInto(arguments[0].Uint32(), arguments[1].Uint32());
  if (!handle.ok()) return Failed(env, handle.failure());
  const auto value = reinterpret_cast<std::uintptr_t>(handle.value());
  return Success(env, Napi::BigInt::New(env, std::uint64_t{value}));
}

// (action)
Napi::Value AccessToken::Impersonate(const Napi::CallbackInfo& info) {
  const Napi::Function action = Arguments(info)[0].Function();
  return CallImpersonated(action, windows::Impersonate(native()->get()));
}

}  // namespace binding
