#include "binding/security_context.h"

#include "binding/access_token.h"
#include "binding/arguments.h"
#include "binding/context_attributes.h"
#include "binding/credentials.h"
#include "binding/impersonated_call.h"
#include "sspi/context_impersonation.h"
#include "windows/file_time.h"

namespace binding {
namespace {

struct TakenStep {
  sspi::HandshakeStep step;
  std::vector<BYTE> room;  // the token is at its start
  sspi::SettledPackages packages;
};

// [PACKAGE_INFO's, NEGOTIATION_INFO's]
Napi::Value ToJsPackages(Napi::Env env, const sspi::SettledPackages& packages) {
  Napi::Array names = Napi::Array::New(env, 2);
  names.Set(0U, ToJs(env, packages.package_info));
  names.Set(1U, ToJs(env, packages.negotiation_info));
  return names;
}

Napi::Value ToJsStep(Napi::Env env, const TakenStep& taken) {
  const sspi::HandshakeStep& step = taken.step;
  Napi::Object object = Napi::Object::New(env);
  object.Set("complete", step.complete);
  object.Set("attributes", step.attributes);
  const auto expiry = static_cast<std::uint64_t>(windows::LocalToUtc(step.expiry));
  object.Set("expiryHigh", static_cast<ULONG>(expiry >> 32));
  object.Set("expiryLow", static_cast<ULONG>(expiry));
  object.Set("extra", step.extra);
  object.Set("packageNames", ToJsPackages(env, taken.packages));
  object.Set("token", step.token_size == 0
                          ? env.Null()
                          : Napi::Buffer<BYTE>::Copy(env, taken.room.data(), step.token_size));
  return object;
}

std::vector<BYTE> PeerToken(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  return arguments[1].IsNull() ? std::vector<BYTE>() : arguments[1].Copied();
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

void SecurityContext::Register(Napi::Env env, Napi::Object exports) {
  ExportFunctions(
      env, exports,
      {Function<&SecurityContext::Create<sspi::Handshake::Role::kClient>>("createClient"),
       Function<&SecurityContext::Create<sspi::Handshake::Role::kServer>>("createServer"),
       Function<&SecurityContext::Import<Mode::kAsync>>("import"),
       Function<&SecurityContext::Import<Mode::kSync>>("importSync"),
       Function<&SecurityContext::Step>("step"),
       Function<&SecurityContext::StepSync>("stepSync"),
       Function<&SecurityContext::SettledPackages>("settledPackages"),
       Function<&SecurityContext::Export<Mode::kAsync>>("export"),
       Function<&SecurityContext::Export<Mode::kSync>>("exportSync"),
       Function<&SecurityContext::OpenAccessToken<Mode::kAsync>>("openAccessToken"),
       Function<&SecurityContext::OpenAccessToken<Mode::kSync>>("openAccessTokenSync"),
       Function<&SecurityContext::Impersonate>("impersonate"),
       Function<&SecurityContext::Query>("query"),
       Function<&SecurityContext::Sign>("sign"),
       Function<&SecurityContext::Verify>("verify"),
       Function<&SecurityContext::Encrypt>("encrypt"),
       Function<&SecurityContext::WrapAll>("wrapAll"),
       Function<&SecurityContext::EncryptInPlace>("encryptInPlace"),
       Function<&SecurityContext::DecryptInPlace>("decryptInPlace"),
       Function<&SecurityContext::UnwrapMessage>("unwrap"),
       Function<&SecurityContext::UnwrapAll>("unwrapAll"),
       Function<&SecurityContext::EncryptRecord>("encryptRecord"),
       Function<&SecurityContext::DecryptRecord>("decryptRecord"),
       Function<&SecurityContext::ShutDownStream>("shutDownStream"),
       Function<&NativeObject::Dispose>("dispose")});
}

// (credentials, { targetName, requirements, channelBindings, applicationProtocols }); a server's
// options have no targetName.
template <sspi::Handshake::Role role>
Napi::Value SecurityContext::Create(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  auto credentials = Credentials::From(arguments[0].value());
  const Options options(arguments[1]);
  sspi::Handshake handshake{role,
                            {},
                            options["requirements"].Uint32(),
                            options["channelBindings"].Copied(),
                            options["applicationProtocols"].Copied()};
  if constexpr (role == sspi::Handshake::Role::kClient) {
    handshake.target_name = options["targetName"].Text();
  }
  return Wrap(info.Env(), std::make_shared<sspi::SecurityContext>(std::move(credentials),
                                                                  std::move(handshake)));
}

// (packageName, packedContext, bufferType, accessToken | null)
template <Mode mode>
Napi::Value SecurityContext::Import(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  std::shared_ptr<windows::TokenHandle> access_token;
  if (!arguments[3].IsNull()) {
    access_token = AccessToken::From(arguments[3].value())->shared_handle();
  }
  return RunOperation<mode>(
      info.Env(),
      [package_name = arguments[0].Text(), packed = arguments[1].SecretCopied(),
       buffer_type = ULONG{arguments[2].Uint32()}, access_token = std::move(access_token),
       open_handles = AddonData::Of(info.Env()).open_handles]() mutable {
        return sspi::SecurityContext::Import(package_name, std::move(packed), buffer_type,
                                             std::move(access_token), open_handles);
      },
      [](Napi::Env env, std::shared_ptr<sspi::SecurityContext>& context) -> Napi::Value {
        return Wrap(env, std::move(context));
      });
}

// (context, token | null)
Napi::Value SecurityContext::Step(const Napi::CallbackInfo& info) {
  return RunOperation<Mode::kAsync>(
      info.Env(),
      [context = From(info), peer_token = PeerToken(info)]() mutable -> windows::Result<TakenStep> {
        std::vector<BYTE> room(context->max_token_size());
        auto step =
            context->Step(std::move(peer_token), {room.data(), static_cast<ULONG>(room.size())});
        if (!step.ok()) return step.failure();
        return TakenStep{step.value(), std::move(room), context->settled_packages()};
      },
      ToJsStep);
}

// (context, token | null, room, numbers). The token is at the start of the room. Writes [complete,
// attributes, the two halves of the expiry, extra, the length of the token, SettledNames].
Napi::Value SecurityContext::StepSync(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Arguments arguments(info);
  const std::shared_ptr<sspi::SecurityContext> context = From(info);
  auto step = context->Step(PeerToken(info), arguments[2].Borrowed());
  if (!step.ok()) return ToJs(env, step.failure());
  const sspi::HandshakeStep& taken = step.value();
  const auto expiry = static_cast<std::uint64_t>(windows::LocalToUtc(taken.expiry));
  arguments[3].Write({taken.complete, taken.attributes, static_cast<ULONG>(expiry >> 32),
                      static_cast<ULONG>(expiry), taken.extra, taken.token_size,
                      static_cast<ULONG>(context->settled_names())});
  return env.Undefined();
}

Napi::Value SecurityContext::SettledPackages(const Napi::CallbackInfo& info) {
  return ToJsPackages(info.Env(), From(info)->settled_packages());
}

// (context, flags, withAccessToken)
template <Mode mode>
Napi::Value SecurityContext::Export(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  return RunOperation<mode>(
      info.Env(),
      [context = From(info), flags = arguments[1].Uint32(),
       with_access_token = arguments[2].Boolean()] {
        return context->Export(flags, with_access_token);
      },
      ToJsPackedContext);
}

template <Mode mode>
Napi::Value SecurityContext::OpenAccessToken(const Napi::CallbackInfo& info) {
  return RunOperation<mode>(
      info.Env(), [context = From(info)] { return context->OpenAccessToken(); },
      [](Napi::Env env, windows::AccessToken& token) -> Napi::Value {
        return AccessToken::Wrap(env, std::move(token));
      });
}

// (context, action)
Napi::Value SecurityContext::Impersonate(const Napi::CallbackInfo& info) {
  const Napi::Function action = Arguments(info)[1].Function();
  return CallImpersonated(action, sspi::ContextImpersonation::Begin(From(info)));
}

// (context, attributeName)
Napi::Value SecurityContext::Query(const Napi::CallbackInfo& info) {
  if (!info[1].IsString())
    throw Napi::TypeError::New(info.Env(), "The attribute name must be a string");
  return QueryAttribute(info.Env(), *From(info), info[1].As<Napi::String>());
}

}  // namespace binding
