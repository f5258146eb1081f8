#include "binding/credentials.h"

#include <optional>

#include "binding/arguments.h"

namespace binding {

void Credentials::Register(Napi::Env env, Napi::Object exports) {
  ExportFunctions(env, exports,
                  {Function<&Credentials::Acquire<Mode::kAsync>>("acquire"),
                   Function<&Credentials::Acquire<Mode::kSync>>("acquireSync"),
                   Function<&Credentials::Expiry>("expiry"),
                   Function<&Credentials::MaxTokenSize>("maxTokenSize"),
                   Function<&Credentials::Capabilities>("capabilities"),
                   Function<&Credentials::Name<Mode::kAsync>>("queryName"),
                   Function<&Credentials::Name<Mode::kSync>>("queryNameSync"),
                   Function<&NativeObject::Dispose>("dispose")});
}

// ({ packageName, use, principal, packageList, identity: { user, domain, password } | null })
template <Mode mode>
Napi::Value Credentials::Acquire(const Napi::CallbackInfo& info) {
  const Options options{Arguments(info)[0]};
  sspi::CredentialRequest request{options["packageName"].Text(),
                                  options["use"].Uint32(),
                                  options["principal"].Text(),
                                  {},
                                  options["packageList"].Text()};
  const Input identity = options["identity"];
  if (!identity.IsNull()) {
    const Options account(identity);
    request.account.emplace(sspi::Account{account["user"].Text(), account["domain"].Text(),
                                          account["password"].SecretText()});
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
  return ToJsFileTime(info.Env(), From(info)->expiry());
}

Napi::Value Credentials::MaxTokenSize(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), From(info)->package().max_token_size);
}

Napi::Value Credentials::Capabilities(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), From(info)->package().capabilities);
}

template <Mode mode>
Napi::Value Credentials::Name(const Napi::CallbackInfo& info) {
  return RunOperation<mode>(
      info.Env(), [credentials = From(info)] { return credentials->QueryName(); },
      [](Napi::Env env, const std::wstring& name) -> Napi::Value { return ToJs(env, name); });
}

}  // namespace binding
