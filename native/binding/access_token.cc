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

void AccessToken::Register(Napi::Env env, Napi::Object exports) {
  ExportFunctions(
      env, exports,
      {Function<&AccessToken::Adopt>("adopt"),
       Function<&AccessToken::Copy>("copy"),
       Function<&AccessToken::OfProcess>("ofProcess"),
       Function<&AccessToken::OfThread>("ofThread"),
       Function<&AccessToken::User<Mode::kAsync>>("user"),
       Function<&AccessToken::User<Mode::kSync>>("userSync"),
       Function<&AccessToken::Groups<Mode::kAsync>>("groups"),
       Function<&AccessToken::Groups<Mode::kSync>>("groupsSync"),
       Function<&AccessToken::Privileges<Mode::kAsync>>("privileges"),
       Function<&AccessToken::Privileges<Mode::kSync>>("privilegesSync"),
       Function<&AccessToken::Query<windows::QueryTokenType>>("type"),
       Function<&AccessToken::Query<windows::QueryTokenImpersonationLevel>>("impersonationLevel"),
       Function<&AccessToken::Query<windows::QueryTokenAuthenticationId>>("authenticationId"),
       Function<&AccessToken::Query<windows::QueryTokenSessionId>>("sessionId"),
       Function<&AccessToken::Query<windows::QueryTokenIntegrityLevel>>("integrityLevel"),
       Function<&AccessToken::Query<windows::QueryTokenElevationType>>("elevationType"),
       Function<&AccessToken::Query<windows::QueryTokenIsElevated>>("isElevated"),
       Function<&AccessToken::Query<windows::QueryGrantedAccess>>("access"),
       Function<&AccessToken::LogonSid>("logonSid"),
       Function<&AccessToken::IsMember>("isMember"),
       Function<&AccessToken::Duplicate>("duplicate"),
       Function<&AccessToken::Reopen>("reopen"),
       Function<&AccessToken::DuplicateInto>("duplicateInto"),
       Function<&AccessToken::Impersonate>("impersonate"),
       Function<&NativeObject::Dispose>("dispose")});
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
      info.Env(), [token = From(info)] { return LookUpUser(token->get()); },
      [](Napi::Env env, const Principal& user) { return ToJs(env, user); });
}

// (token, withAccounts)
template <Mode mode>
Napi::Value AccessToken::Groups(const Napi::CallbackInfo& info) {
  return RunOperation<mode>(
      info.Env(),
      [token = From(info), with_accounts = Arguments(info)[1].Boolean()] {
        return LookUpGroups(token->get(), with_accounts);
      },
      [](Napi::Env env, const std::vector<Group>& groups) { return ToJs(env, groups); });
}

template <Mode mode>
Napi::Value AccessToken::Privileges(const Napi::CallbackInfo& info) {
  return RunOperation<mode>(
      info.Env(), [token = From(info)] { return windows::QueryTokenPrivileges(token->get()); },
      [](Napi::Env env, const std::vector<windows::TokenPrivilege>& privileges) {
        return ToJs(env, privileges);
      });
}

template <auto query>
Napi::Value AccessToken::Query(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  auto result = query(From(info)->get());
  if (!result.ok()) return Failed(env, result.failure());
  return Success(env, ToJs(env, result.value()));
}

Napi::Value AccessToken::LogonSid(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  auto sid = windows::QueryTokenLogonSid(From(info)->get());
  if (!sid.ok()) return Failed(env, sid.failure());
  if (!sid.value()) return Success(env, env.Null());
  auto text = sid.value()->ToString();
  if (!text.ok()) return Failed(env, text.failure());
  return Success(env, ToJs(env, text.value()));
}

// (token, sid)
Napi::Value AccessToken::IsMember(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto& token = From(info);
  auto sid = windows::Sid::Parse(Arguments(info)[1].Text());
  if (!sid.ok()) return Failed(env, sid.failure());
  auto is_member = token->IsMember(sid.value());
  if (!is_member.ok()) return Failed(env, is_member.failure());
  return Success(env, ToJs(env, is_member.value()));
}

// (token, access, type, level)
Napi::Value AccessToken::Duplicate(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  const ACCESS_MASK access = arguments[1].Uint32();
  const auto type = static_cast<TOKEN_TYPE>(arguments[2].Uint32());
  const auto level = static_cast<SECURITY_IMPERSONATION_LEVEL>(arguments[3].Uint32());
  return ToJsToken(info.Env(), From(info)->Duplicate(access, type, level));
}

// (token, access)
Napi::Value AccessToken::Reopen(const Napi::CallbackInfo& info) {
  return ToJsToken(info.Env(), From(info)->Reopen(Arguments(info)[1].Uint32()));
}

// (token, pid, access)
Napi::Value AccessToken::DuplicateInto(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Arguments arguments(info);
  auto handle = From(info)->DuplicateInto(arguments[1].Uint32(), arguments[2].Uint32());
  if (!handle.ok()) return Failed(env, handle.failure());
  const auto value = reinterpret_cast<std::uintptr_t>(handle.value());
  return Success(env, Napi::BigInt::New(env, std::uint64_t{value}));
}

// (token, action)
Napi::Value AccessToken::Impersonate(const Napi::CallbackInfo& info) {
  const Napi::Function action = Arguments(info)[1].Function();
  return CallImpersonated(action, windows::Impersonate(From(info)->get()));
}

}  // namespace binding
