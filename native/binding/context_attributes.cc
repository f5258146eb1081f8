#include "binding/context_attributes.h"

#include "binding/access_token.h"
#include "binding/outcome.h"
#include "binding/security_packages.h"
#include "sspi/context_attributes.h"
#include "sspi/schannel_attributes.h"

namespace binding {
namespace {

Napi::Value ToValue(Napi::Env env, bool value) { return Napi::Boolean::New(env, value); }

Napi::Value ToValue(Napi::Env env, ULONG value) { return Napi::Number::New(env, value); }

Napi::Value ToValue(Napi::Env env, SECPKG_ATTR_LCT_STATUS value) {
  return Napi::Number::New(env, value);
}

Napi::Value ToValue(Napi::Env env, const std::wstring& text) { return ToJs(env, text); }

Napi::Value ToValue(Napi::Env env, const std::optional<std::string>& text) {
  return text ? Napi::String::New(env, *text) : env.Null();
}

Napi::Value ToValue(Napi::Env env, const std::vector<BYTE>& bytes) {
  return Napi::Buffer<BYTE>::Copy(env, bytes.data(), bytes.size());
}

Napi::Value ToValue(Napi::Env env, const windows::SecureArray<BYTE>& bytes) {
  return Napi::Buffer<BYTE>::Copy(env, bytes.data(), bytes.size());
}

Napi::Value ToValue(Napi::Env env, const sspi::SecurityPackage& package) {
  return ToJs(env, package);
}

Napi::Value ToValue(Napi::Env env, const sspi::NativeNames& names) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("clientName", ToJs(env, names.client));
  object.Set("serverName", ToJs(env, names.server));
  return object;
}

Napi::Value ToValue(Napi::Env env, const sspi::NegotiationInfo& info) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("packageInfo", ToJs(env, info.package));
  object.Set("state", info.state);
  return object;
}

Napi::Value ToValue(Napi::Env env, const sspi::KeyInfo& info) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("signatureAlgorithmName", ToJs(env, info.signature_algorithm_name));
  object.Set("encryptAlgorithmName", ToJs(env, info.encrypt_algorithm_name));
  object.Set("keySize", info.key_size);
  object.Set("signatureAlgorithm", info.signature_algorithm);
  object.Set("encryptAlgorithm", info.encrypt_algorithm);
  return object;
}

Napi::Value ToValue(Napi::Env env, const SecPkgContext_Sizes& sizes) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("maxToken", sizes.cbMaxToken);
  object.Set("maxSignature", sizes.cbMaxSignature);
  object.Set("blockSize", sizes.cbBlockSize);
  object.Set("securityTrailer", sizes.cbSecurityTrailer);
  return object;
}

Napi::Value ToValue(Napi::Env env, const SecPkgContext_StreamSizes& sizes) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("header", sizes.cbHeader);
  object.Set("trailer", sizes.cbTrailer);
  object.Set("maximumMessage", sizes.cbMaximumMessage);
  object.Set("buffers", sizes.cBuffers);
  object.Set("blockSize", sizes.cbBlockSize);
  return object;
}

Napi::Value ToValue(Napi::Env env, const SecPkgContext_Lifespan& lifespan) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("start", ToJsFileTime(env, lifespan.tsStart));
  object.Set("expiry", ToJsFileTime(env, lifespan.tsExpiry));
  return object;
}

Napi::Value ToValue(Napi::Env env, const SecPkgContext_ConnectionInfo& info) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("protocol", ULONG{info.dwProtocol});
  object.Set("cipher", ULONG{info.aiCipher});
  object.Set("cipherStrength", ULONG{info.dwCipherStrength});
  object.Set("hash", ULONG{info.aiHash});
  object.Set("hashStrength", ULONG{info.dwHashStrength});
  object.Set("exchange", ULONG{info.aiExch});
  object.Set("exchangeStrength", ULONG{info.dwExchStrength});
  return object;
}

template <auto query>
Napi::Value Answer(Napi::Env env, sspi::SecurityContext& context) {
  auto result = context.Exclusively(query);
  if (!result.ok()) return Failed(env, result.failure());
  return Success(env, ToValue(env, result.value()));
}

Napi::Value AnswerAccessToken(Napi::Env env, sspi::SecurityContext& context) {
  auto result = context.Exclusively(
      [&](CtxtHandle* handle) { return sspi::QueryAccessToken(handle, context.open_handles()); });
  if (!result.ok()) return Failed(env, result.failure());
  return Success(env, AccessToken::Wrap(env, std::move(result.value())));
}

struct Attribute {
  const char* name;
  Napi::Value (*answer)(Napi::Env env, sspi::SecurityContext& context);
};

constexpr Attribute kAttributes[] = {
    {"accessToken", AnswerAccessToken},
    {"applicationProtocol", Answer<sspi::QueryApplicationProtocol>},
    {"clientSpecifiedTarget", Answer<sspi::QueryClientSpecifiedTarget>},
    {"connectionInfo", Answer<sspi::QueryConnectionInfo>},
    {"endpointBindings", Answer<sspi::QueryEndpointBindings>},
    {"flags", Answer<sspi::QueryFlags>},
    {"isLoopback", Answer<sspi::QueryIsLoopback>},
    {"keyInfo", Answer<sspi::QueryKeyInfo>},
    {"lastClientTokenStatus", Answer<sspi::QueryLastClientTokenStatus>},
    {"lifespan", Answer<sspi::QueryLifespan>},
    {"names", Answer<sspi::QueryNames>},
    {"nativeNames", Answer<sspi::QueryNativeNames>},
    {"negotiationInfo", Answer<sspi::QueryNegotiationInfo>},
    {"packageInfo", Answer<sspi::QueryPackageInfo>},
    {"remoteCertificate", Answer<sspi::QueryRemoteCertificate>},
    {"sessionKey", Answer<sspi::QuerySessionKey>},
    {"sizes", Answer<sspi::QuerySizes>},
    {"streamSizes", Answer<sspi::QueryStreamSizes>},
    {"uniqueBindings", Answer<sspi::QueryUniqueBindings>},
};

}  // namespace

Napi::Value QueryAttribute(Napi::Env env, sspi::SecurityContext& context, const std::string& name) {
  for (const Attribute& attribute : kAttributes) {
    if (name == attribute.name) return attribute.answer(env, context);
  }
  throw Napi::TypeError::New(env, "There is no context attribute named " + name);
}

}  // namespace binding
