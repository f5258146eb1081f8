#include "binding/security_context.h"

#include <algorithm>

#include "binding/access_token.h"
#include "binding/arguments.h"
#include "binding/context_attributes.h"
#include "binding/credentials.h"
#include "binding/impersonated_call.h"
#include "sspi/context_impersonation.h"
#include "sspi/message_protection.h"

namespace binding {
namespace {

Napi::Value ToJsStep(Napi::Env env, const sspi::HandshakeStep& step) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("complete", step.complete);
  object.Set("attributes", step.attributes);
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
  object.Set("accessToken", packed.access_token
                                ? AccessToken::Wrap(env, std::make_shared<windows::AccessToken>(
                                                             std::move(*packed.access_token)))
                                : env.Null());
  return object;
}

// A message that is worked on in place in one new Buffer, of which JavaScript is to see parts.
Napi::Object ToJsParts(Napi::Env env, Napi::Buffer<BYTE> buffer) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("buffer", buffer);
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
       InstanceMethod<&SecurityContext::Decrypt>("decrypt"), DisposeMethod()});
  data.security_context = Napi::Persistent(constructor);
  exports.Set(kClassName, constructor);
}

// (credentials, targetName, requirements)
Napi::Value SecurityContext::CreateClient(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  sspi::Handshake handshake{sspi::Handshake::Role::kClient, arguments.Text(1), arguments.Uint32(2)};
  return Wrap(info.Env(), std::make_shared<sspi::SecurityContext>(Credentials::From(arguments[0]),
                                                                  std::move(handshake)));
}

// (credentials, requirements)
Napi::Value SecurityContext::CreateServer(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  sspi::Handshake handshake{sspi::Handshake::Role::kServer, {}, arguments.Uint32(1)};
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
        return AccessToken::Wrap(env, std::make_shared<windows::AccessToken>(std::move(token)));
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

// (message, qualityOfProtection)
Napi::Value SecurityContext::Sign(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Arguments arguments(info);
  const sspi::Bytes message = arguments.Borrowed(0);
  const ULONG quality_of_protection = arguments.Uint32(1);
  auto sizes = native()->MessageSizes();
  if (!sizes.ok()) return Failed(env, sizes.failure());

  auto signature = Napi::Buffer<BYTE>::New(env, sizes.value().cbMaxSignature);
  auto used = native()->Exclusively([&](CtxtHandle* context) {
    return sspi::Sign(context, quality_of_protection, message,
                      {signature.Data(), sizes.value().cbMaxSignature});
  });
  if (!used.ok()) return Failed(env, used.failure());
  Napi::Object parts = ToJsParts(env, signature);
  parts.Set("signatureLength", used.value());
  return Success(env, parts);
}

// (message, signature)
Napi::Value SecurityContext::Verify(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Arguments arguments(info);
  const sspi::Bytes message = arguments.Borrowed(0);
  const sspi::Bytes signature = arguments.Borrowed(1);
  auto quality_of_protection = native()->Exclusively(
      [&](CtxtHandle* context) { return sspi::Verify(context, message, signature); });
  if (!quality_of_protection.ok()) return Failed(env, quality_of_protection.failure());
  return Success(env, Napi::Number::New(env, quality_of_protection.value()));
}

// (message, qualityOfProtection)
Napi::Value SecurityContext::Encrypt(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Arguments arguments(info);
  const sspi::Bytes message = arguments.Borrowed(0);
  const ULONG quality_of_protection = arguments.Uint32(1);
  auto sizes = native()->MessageSizes();
  if (!sizes.ok()) return Failed(env, sizes.failure());

  const sspi::EncryptedLayout layout(sizes.value(), message.size);
  auto buffer = Napi::Buffer<BYTE>::New(env, layout.total());
  std::copy_n(message.data, message.size, buffer.Data() + layout.trailer);
  auto used = native()->Exclusively([&](CtxtHandle* context) {
    return sspi::Encrypt(context, quality_of_protection, buffer.Data(), layout);
  });
  if (!used.ok()) {
    SecureZeroMemory(buffer.Data(), buffer.Length());
    return Failed(env, used.failure());
  }
  Napi::Object parts = ToJsParts(env, buffer);
  parts.Set("trailerLength", used.value().trailer);
  parts.Set("dataOffset", layout.trailer);
  parts.Set("dataLength", used.value().data);
  parts.Set("paddingOffset", std::size_t{layout.trailer} + layout.data);
  parts.Set("paddingLength", used.value().padding);
  return Success(env, parts);
}

// (trailer, data, padding)
Napi::Value SecurityContext::Decrypt(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Arguments arguments(info);
  std::vector<BYTE> trailer = arguments.Copied(0);
  const sspi::Bytes data = arguments.Borrowed(1);
  std::vector<BYTE> padding = arguments.Copied(2);

  auto buffer = Napi::Buffer<BYTE>::Copy(env, data.data, data.size);
  auto decrypted = native()->Exclusively([&](CtxtHandle* context) {
    return sspi::Decrypt(context, {trailer.data(), static_cast<ULONG>(trailer.size())},
                         {buffer.Data(), data.size},
                         {padding.data(), static_cast<ULONG>(padding.size())});
  });
  if (!decrypted.ok()) {
    // A package may have decrypted before it found the message to be altered.
    SecureZeroMemory(buffer.Data(), buffer.Length());
    return Failed(env, decrypted.failure());
  }
  const sspi::Bytes plaintext = decrypted.value().plaintext;
  Napi::Object parts = ToJsParts(env, buffer);
  parts.Set("dataOffset", static_cast<double>(plaintext.data - buffer.Data()));
  parts.Set("dataLength", plaintext.size);
  parts.Set("qualityOfProtection", decrypted.value().quality_of_protection);
  return Success(env, parts);
}

}  // namespace binding
