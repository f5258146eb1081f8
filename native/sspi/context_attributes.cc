#include "sspi/context_attributes.h"

#include "sspi/context_buffer.h"

namespace sspi {
namespace {

// Only SEC_E_OK hands over the memory that `value` points to. After any other status the pointers
// belong to the package, if they point anywhere.
template <typename Value>
SECURITY_STATUS Query(CtxtHandle* context, ULONG attribute, Value* value) {
  return QueryContextAttributesW(context, attribute, value);
}

Failure QueryFailure(SECURITY_STATUS status) {
  return SecurityFailure("QueryContextAttributesW", status);
}

// The package returned SEC_E_OK and no data, so it does not support the attribute.
Failure NothingAnswered() { return QueryFailure(SEC_E_UNSUPPORTED_FUNCTION); }

std::wstring TextOrEmpty(const wchar_t* text) { return text == nullptr ? L"" : text; }

// For an attribute without pointers.
template <typename Value>
Result<Value> QueryPlain(CtxtHandle* context, ULONG attribute) {
  Value value{};
  const SECURITY_STATUS status = Query(context, attribute, &value);
  if (status != SEC_E_OK) return QueryFailure(status);
  return value;
}

Result<std::vector<BYTE>> QueryBindings(CtxtHandle* context, ULONG attribute) {
  SecPkgContext_Bindings bindings{};
  const SECURITY_STATUS status = Query(context, attribute, &bindings);
  if (status != SEC_E_OK) return QueryFailure(status);
  const ContextBuffer memory(bindings.Bindings);
  if (bindings.Bindings == nullptr) return NothingAnswered();
  const auto* block = reinterpret_cast<const BYTE*>(bindings.Bindings);
  const std::size_t offset = bindings.Bindings->dwApplicationDataOffset;
  const std::size_t length = bindings.Bindings->cbApplicationDataLength;
  if (offset > bindings.BindingsLength || length > bindings.BindingsLength - offset) {
    return QueryFailure(SEC_E_INTERNAL_ERROR);
  }
  return std::vector<BYTE>(block + offset, block + offset + length);
}

}  // namespace

Result<std::wstring> QueryNames(CtxtHandle* context) {
  SecPkgContext_NamesW names{};
  const SECURITY_STATUS status = Query(context, SECPKG_ATTR_NAMES, &names);
  if (status != SEC_E_OK) return QueryFailure(status);
  const ContextBuffer memory(names.sUserName);
  return TextOrEmpty(names.sUserName);
}

Result<NativeNames> QueryNativeNames(CtxtHandle* context) {
  SecPkgContext_NativeNamesW names{};
  const SECURITY_STATUS status = Query(context, SECPKG_ATTR_NATIVE_NAMES, &names);
  if (status != SEC_E_OK) return QueryFailure(status);
  const ContextBuffer client(names.sClientName);
  const ContextBuffer server(names.sServerName);
  return NativeNames{TextOrEmpty(names.sClientName), TextOrEmpty(names.sServerName)};
}

Result<std::wstring> QueryClientSpecifiedTarget(CtxtHandle* context) {
  SecPkgContext_ClientSpecifiedTarget target{};
  const SECURITY_STATUS status = Query(context, SECPKG_ATTR_CLIENT_SPECIFIED_TARGET, &target);
  if (status != SEC_E_OK) return QueryFailure(status);
  const ContextBuffer memory(target.sTargetName);
  return TextOrEmpty(target.sTargetName);
}

Result<SecurityPackage> QueryPackageInfo(CtxtHandle* context) {
  SecPkgContext_PackageInfoW info{};
  const SECURITY_STATUS status = Query(context, SECPKG_ATTR_PACKAGE_INFO, &info);
  if (status != SEC_E_OK) return QueryFailure(status);
  const ContextBuffer memory(info.PackageInfo);
  if (info.PackageInfo == nullptr) return NothingAnswered();
  return SecurityPackage(*info.PackageInfo);
}

Result<NegotiationInfo> QueryNegotiationInfo(CtxtHandle* context) {
  SecPkgContext_NegotiationInfoW info{};
  const SECURITY_STATUS status = Query(context, SECPKG_ATTR_NEGOTIATION_INFO, &info);
  if (status != SEC_E_OK) return QueryFailure(status);
  const ContextBuffer memory(info.PackageInfo);
  if (info.PackageInfo == nullptr) return NothingAnswered();
  return NegotiationInfo{SecurityPackage(*info.PackageInfo), info.NegotiationState};
}

Result<KeyInfo> QueryKeyInfo(CtxtHandle* context) {
  SecPkgContext_KeyInfoW info{};
  const SECURITY_STATUS status = Query(context, SECPKG_ATTR_KEY_INFO, &info);
  if (status != SEC_E_OK) return QueryFailure(status);
  const ContextBuffer signature_name(info.sSignatureAlgorithmName);
  const ContextBuffer encrypt_name(info.sEncryptAlgorithmName);
  return KeyInfo{TextOrEmpty(info.sSignatureAlgorithmName), TextOrEmpty(info.sEncryptAlgorithmName),
                 info.KeySize, info.SignatureAlgorithm, info.EncryptAlgorithm};
}

Result<windows::SecureArray<BYTE>> QuerySessionKey(CtxtHandle* context) {
  SecPkgContext_SessionKey key{};
  const SECURITY_STATUS status = Query(context, SECPKG_ATTR_SESSION_KEY, &key);
  if (status != SEC_E_OK) return QueryFailure(status);
  const ContextBuffer memory = ContextBuffer::Secret(key.SessionKey, key.SessionKeyLength);
  if (key.SessionKey == nullptr) return NothingAnswered();
  return windows::SecureArray<BYTE>(key.SessionKey, key.SessionKeyLength);
}

Result<ULONG> QueryFlags(CtxtHandle* context) {
  auto flags = QueryPlain<SecPkgContext_Flags>(context, SECPKG_ATTR_FLAGS);
  if (!flags.ok()) return flags.failure();
  return ULONG{flags.value().Flags};
}

Result<bool> QueryIsLoopback(CtxtHandle* context) {
  auto is_loopback = QueryPlain<BOOL>(context, SECPKG_ATTR_IS_LOOPBACK);
  if (!is_loopback.ok()) return is_loopback.failure();
  return is_loopback.value() != FALSE;
}

Result<SECPKG_ATTR_LCT_STATUS> QueryLastClientTokenStatus(CtxtHandle* context) {
  auto status = QueryPlain<SecPkgContext_LastClientTokenStatus>(
      context, SECPKG_ATTR_LAST_CLIENT_TOKEN_STATUS);
  if (!status.ok()) return status.failure();
  return SECPKG_ATTR_LCT_STATUS{status.value().LastClientTokenStatus};
}

Result<SecPkgContext_Lifespan> QueryLifespan(CtxtHandle* context) {
  return QueryPlain<SecPkgContext_Lifespan>(context, SECPKG_ATTR_LIFESPAN);
}

Result<SecPkgContext_Sizes> QuerySizes(CtxtHandle* context) {
  return QueryPlain<SecPkgContext_Sizes>(context, SECPKG_ATTR_SIZES);
}

Result<SecPkgContext_StreamSizes> QueryStreamSizes(CtxtHandle* context) {
  return QueryPlain<SecPkgContext_StreamSizes>(context, SECPKG_ATTR_STREAM_SIZES);
}

Result<std::vector<BYTE>> QueryEndpointBindings(CtxtHandle* context) {
  return QueryBindings(context, SECPKG_ATTR_ENDPOINT_BINDINGS);
}

Result<std::vector<BYTE>> QueryUniqueBindings(CtxtHandle* context) {
  return QueryBindings(context, SECPKG_ATTR_UNIQUE_BINDINGS);
}

Result<windows::AccessToken> QueryAccessToken(CtxtHandle* context,
                                              windows::OpenHandlesPtr open_handles) {
  auto token = QueryPlain<SecPkgContext_AccessToken>(context, SECPKG_ATTR_ACCESS_TOKEN);
  if (!token.ok()) return token.failure();
  auto duplicate = windows::DuplicateHere(token.value().AccessToken);
  if (!duplicate.ok()) return duplicate.failure();
  return windows::AccessToken(std::move(duplicate.value()), std::move(open_handles));
}

}  // namespace sspi
