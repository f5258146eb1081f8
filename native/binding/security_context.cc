#include "binding/security_context.h"

#include "binding/access_token.h"
#include "binding/arguments.h"
#include "binding/context_attributes.h"
#include "binding/credentials.h"
#include "binding/impersonated_call.h"
#include "sspi/context_impersonation.h"

namespace binding {
namespace {

Napi::Value ToJsStep(Napi::Env env, const sspi::HandshakeStep& step) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("complete", step.complete);
  object.Set("attributes", step.attributes);
  object.Set("expiry", ToJsFileTime(env, step.expiry));
  object.Set("extra", static_cast<double>(step.extra));
  object.Set("packageName", ToJs(env, step.package_name));
  object.Set("token", step.token.empty()
                          ? env.Null()
                          : Napi::Buffer<BYTE>::Copy(env, step.token.data(), step.token.size()));
  return object;
}

Napi::Value ToJsPackedContext(Napi::Env env, sspi::PackedContext& packed) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("packedContext", Napi::Buffer<BYTE>::Copy(
                                  env, static_cast<const BYTE*>(packed.bytes.get()), packed.size));
  object.Set("bufferType", packed.buffer_type);
  object.Set("accessToken", AccessToken::WrapOrNull(env, std::move(packed.access_token)));
  return object;
}

}  // namespace

void SecurityContext::Register(Napi::Env env, Napi::Object exports, AddonData& data) {
  const Napi::Function constructor = DefineClass(
      env, kClassName,
      {StaticMethod<&SecurityContext::CreateClient>("createClient"),
       StaticMethod<&SecurityContext::CreateServer>("createServer"),
       StaticMethod<&SecurityContext::Import<Mode::kAsync>>("import"),
       StaticMethod<&SecurityContext::Import<Mode::kSync>>("importSync"),
       InstanceMethod<&SecurityContext::Step<Mode::kAsync>>("step"),
       InstanceMethod<&SecurityContext::Step<Mode::kSync>>("stepSync"),
       InstanceMethod<&SecurityContext::Export<Mode::kAsync>>("export"),
       InstanceMethod<&SecurityContext::Export<Mode::kSync>>("exportSync"),
       InstanceMethod<&SecurityContext::OpenAccessToken<Mode::kAsync>>("openAccessToken"),
       InstanceMethod<&SecurityContext::OpenAccessToken<Mode::kSync>>("openAccessTokenSync"),
       InstanceMethod<&SecurityContext::Impersonate>("impersonate"),
       InstanceMethod<&SecurityContext::Query>("query"),
       InstanceMethod<&SecurityContext::Sign>("sign"),
       InstanceMethod<&SecurityContext::Verify>("verify"),
       InstanceMethod<&SecurityContext::Encrypt>("encrypt"),
       InstanceMethod<&SecurityContext::EncryptInPlace>("encryptInPlace"),
       InstanceMethod<&SecurityContext::Decrypt>("decrypt"),
       InstanceMethod<&SecurityContext::DecryptInPlace>("decryptInPlace"),
       InstanceMethod<&SecurityContext::UnwrapMessage>("unwrap"),
       InstanceMethod<&SecurityContext::EncryptRecord>("encryptRecord"),
       InstanceMethod<&SecurityContext::DecryptRecord>("decryptRecord"),
       InstanceMethod<&SecurityContext::ShutDownStream>("shutDownStream"),
       DisposeMethod()});
  data.security_context = Napi::Persistent(constructor);
  exports.Set(kClassName, constructor);
}

// (credentials, targetName, requirements, channelBindings, applicationProtocols)
Napi::Value SecurityContext::CreateClient(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  sspi::Handshake handshake{sspi::Handshake::Role::kClient, arguments.Text(1), arguments.Uint32(2),
                            arguments.Copied(3), arguments.Copied(4)};
  return Wrap(info.Env(), std::make_shared<sspi::SecurityContext>(Credentials::From(arguments[0]),
                                                                  std::move(handshake)));
}

// (credentials, requirements, channelBindings, applicationProtocols)
Napi::Value SecurityContext::CreateServer(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  sspi::Handshake handshake{sspi::Handshake::Role::kServer,
                            {},
                            arguments.Uint32(1),
                            arguments.Copied(2),
                            arguments.Copied(3)};
  return Wrap(info.Env(), std::make_shared<sspi::SecurityContext>(Credentials::From(arguments[0]),
                                                                  std::move(handshake)));
}

// (packageName, packedContext, bufferType, accessToken | null)
template <Mode mode>
Napi::Value SecurityContext::Import(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  std::shared_ptr<windows::AccessToken> access_token;
  if (!arguments.IsNull(3)) access_token = AccessToken::From(arguments[3]);
  return RunOperation<mode>(
      info.Env(),
      [package_name = arguments.Text(0), packed = arguments.SecretCopied(1),
       buffer_type = ULONG{arguments.Uint32(2)}, access_token = std::move(access_token),
       open_handles = AddonData::Of(info.Env()).open_handles]() mutable {
        return sspi::SecurityContext::Import(package_name, std::move(packed), buffer_type,
                                             access_token ? access_token->get() : nullptr,
                                             open_handles);
      },
      [](Napi::Env env, std::shared_ptr<sspi::SecurityContext>& context) -> Napi::Value {
        return Wrap(env, std::move(context));
      });
}

// (token | null)
template <Mode mode>
Napi::Value SecurityContext::Step(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  std::vector<BYTE> peer_token;
  if (!arguments.IsNull(0)) peer_token = arguments.Copied(0);
  return RunOperation<mode>(
      info.Env(),
      [context = native(), peer_token = std::move(peer_token)]() mutable {
        return context->Step(std::move(peer_token));
      },
      ToJsStep);
}

// (flags, withAccessToken)
template <Mode mode>
Napi::Value SecurityContext::Export(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  return RunOperation<mode>(
      info.Env(),
      [context = native(), flags = arguments.Uint32(0), with_access_token = arguments.Boolean(1)] {
        return context->Export(flags, with_access_token);
      },
      ToJsPackedContext);
}

template <Mode mode>
Napi::Value SecurityContext::OpenAccessToken(const Napi::CallbackInfo& info) {
  return RunOperation<mode>(
      info.Env(), [context = native()] { return context->OpenAccessToken(); },
      [](Napi::Env env, windows::AccessToken& token) -> Napi::Value {
        return AccessToken::Wrap(env, std::move(token));
      });
}

// (action)
Napi::Value SecurityContext::Impersonate(const Napi::CallbackInfo& info) {
  const Napi::Function action = Arguments(info).Function(0);
  return CallImpersonated(action, sspi::ContextImpersonation::Begin(native()));
}

// (attributeName)
Napi::Value SecurityContext::Query(const Napi::CallbackInfo& info) {
  if (!info[0].IsString()) throw Napi::TypeError::New(info.Env(), "Expected an attribute name");
  return QueryAttribute(info.Env(), *native(), info[0].As<Napi::String>());
}

}  // namespace binding
