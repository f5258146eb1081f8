#include "package/attributes.h"

#include "package/package_info.h"
#include "status_error.h"

namespace handoff_reference {

namespace {

template <typename Structure>
Structure& As(void* buffer) {
  return *static_cast<Structure*>(buffer);
}

SEC_WCHAR* CopyText(const std::wstring& text, const CallerHeap& heap) {
  CallerMemory memory(ByteView(text.c_str(), (text.size() + 1) * sizeof(wchar_t)), heap);
  return static_cast<SEC_WCHAR*>(memory.HandOver());
}

// Microsoft Learn, SecPkgContext_Sizes: the sizes are zero for services that are not available.
void QuerySizes(const Protection& protection, SecPkgContext_Sizes& sizes) {
  sizes.cbMaxToken = static_cast<ULONG>(kMaxTokenSize);
  sizes.cbMaxSignature = protection.integrity ? static_cast<ULONG>(kSignatureSize) : 0;
  sizes.cbBlockSize = 1;  // any length can be sealed without padding
  sizes.cbSecurityTrailer = protection.any() ? static_cast<ULONG>(kSealTrailerSize) : 0;
}

void QuerySessionKey(const SecretKey& key, SecPkgContext_SessionKey& result,
                     const CallerHeap& heap) {
  CallerMemory memory(key, heap);
  result.SessionKeyLength = static_cast<ULONG>(key.size());
  result.SessionKey = static_cast<unsigned char*>(memory.HandOver());
}

void QuerySession(Context& context, ULONG attribute, void* buffer, const CallerHeap& heap) {
  const auto session = context.UseSession();
  const SessionState& state = session->state();
  switch (attribute) {
    case SECPKG_ATTR_SIZES:
      return QuerySizes(session->protection(), As<SecPkgContext_Sizes>(buffer));
    case SECPKG_ATTR_NAMES:
      As<SecPkgContext_NamesW>(buffer).sUserName =
          CopyText(QualifiedUser(state.names.domain, state.names.user), heap);
      return;
    case SECPKG_ATTR_LIFESPAN:
      As<SecPkgContext_Lifespan>(buffer) = {ToTimeStamp(state.start), ToTimeStamp(state.expiry)};
      return;
    case SECPKG_ATTR_FLAGS:
      As<SecPkgContext_Flags>(buffer).Flags = state.flags;
      return;
    case SECPKG_ATTR_SESSION_KEY:
      return QuerySessionKey(session->session_key(), As<SecPkgContext_SessionKey>(buffer), heap);
    case SECPKG_ATTR_CLIENT_SPECIFIED_TARGET:
      As<SecPkgContext_ClientSpecifiedTarget>(buffer).sTargetName =
          CopyText(state.names.target, heap);
      return;
    case SECPKG_ATTR_ACCESS_TOKEN:
      if (!session->access_token()) throw StatusError(SEC_E_NO_IMPERSONATION);
      As<SecPkgContext_AccessToken>(buffer).AccessToken = session->access_token().get();
      return;
    default:
      throw StatusError(SEC_E_UNSUPPORTED_FUNCTION);
  }
}

}  // namespace

void QueryAttribute(Context& context, ULONG attribute, void* buffer, const CallerHeap& heap) {
  if (buffer == nullptr) throw StatusError(SEC_E_INVALID_PARAMETER);
  switch (attribute) {
    case SECPKG_ATTR_PACKAGE_INFO:
      As<SecPkgContext_PackageInfoW>(buffer).PackageInfo = AllocatePackageInfo(heap);
      return;
    case SECPKG_ATTR_NEGOTIATION_INFO:
      As<SecPkgContext_NegotiationInfoW>(buffer) = {
          AllocatePackageInfo(heap),
          static_cast<ULONG>(context.established() ? SECPKG_NEGOTIATION_COMPLETE
                                                   : SECPKG_NEGOTIATION_IN_PROGRESS)};
      return;
    default:
      return QuerySession(context, attribute, buffer, heap);
  }
}

void QueryAttribute(const Credentials& credentials, ULONG attribute, void* buffer,
                    const CallerHeap& heap) {
  if (attribute != SECPKG_CRED_ATTR_NAMES) throw StatusError(SEC_E_UNSUPPORTED_FUNCTION);
  if (buffer == nullptr) throw StatusError(SEC_E_INVALID_PARAMETER);
  As<SecPkgCredentials_NamesW>(buffer).sUserName =
      CopyText(QualifiedUser(credentials.domain(), credentials.user()), heap);
}

}  // namespace handoff_reference
