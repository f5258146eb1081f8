#include "binding/credentials.h"

#include <optional>

#include "binding/arguments.h"

namespace binding {

void Credentials::Register(Napi::Env env, Napi::Object exports, AddonData& data) {
  const Napi::Function constructor = DefineClass(
      env, kClassName,
      {StaticMethod<&Credentials::Acquire<Mode::kAsync>>("acquire"),
       StaticMethod<&Credentials::Acquire<Mode::kSync>>("acquireSync"),
       InstanceMethod<&Credentials::Expiry>("expiry"),
       InstanceMethod<&Credentials::MaxTokenSize>("maxTokenSize"),
       InstanceMethod<&Credentials::Capabilities>("capabilities"),
       InstanceMethod<&Credentials::Name<Mode::kAsync>>("queryName"),
       InstanceMethod<&Credentials::Name<Mode::kSync>>("queryNameSync"), DisposeMethod()});
  data.credentials = Napi::Persistent(constructor);
  exports.Set(kClassName, constructor);
}

// (packageName, use, principal, packageList, user | null, domain, password)
template <Mode mode>
Napi::Value Credentials::Acquire(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  sspi::CredentialRequest request{
      arguments.Text(0), arguments.Uint32(1), arguments.Text(2), {}, arguments.Text(3)};
  if (!arguments.IsNull(4)) {
    request.account.emplace(
        sspi::Account{arguments.Text(4), arguments.Text(5), arguments.SecretText(6)});
  }
  return RunOperation<mode>(
      info.Env(),
      [request = std::move(request), open_handles = AddonData::Of(info.Env()).open_handles] {
        return sspi::Credentials::Acquire(request, open_handles);
      },
      [](Napi::Env env, std::shared_ptr<sspi::Credentials>& credentials) -> Napi::Value {
        return Wrap(env, std::move(credentials));
      });
}

Napi::Value Credentials::Expiry(const Napi::CallbackInfo& info) {
  return ToJsFileTime(info.Env(), native()->expiry());
}

Napi::Value Credentials::MaxTokenSize(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), native()->package().max_token_size);
}

Napi::Value Credentials::Capabilities(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), native()->package().capabilities);
}

template <Mode mode>
Napi::Value Credentials::Name(const Napi::CallbackInfo& info) {
  return RunOperation<mode>(
      info.Env(), [credentials = native()] { return credentials->QueryName(); },
      [](Napi::Env env, const std::wstring& name) -> Napi::Value { return ToJs(env, name); });
}

}  // namespace binding
