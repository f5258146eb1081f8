#include "attributes.h"

#include "caller_heap.h"
#include "expiry.h"
#include "gss_status.h"
#include "message_protection.h"
#include "package_info.h"
#include "status_error.h"
#include "text.h"

namespace mit_kerberos {

namespace {

using handoff_reference::ByteView;
using handoff_reference::CallerMemory;
using handoff_reference::StatusError;

template <typename Structure>
Structure& As(void* buffer) {
  return *static_cast<Structure*>(buffer);
}

SEC_WCHAR* NameOfClient(gss_ctx_id_t context) {
  GssName client;
  OM_uint32 minor = 0;
  RequireGss(gss_inquire_context(&minor, context, client.place(), nullptr, nullptr, nullptr,
                                 nullptr, nullptr, nullptr),
             minor);
  const std::vector<WCHAR> name = Display(client.get());
  CallerMemory memory(ByteView(name.data(), name.size() * sizeof(WCHAR)), kProcessHeap);
  return static_cast<SEC_WCHAR*>(memory.HandOver());
}

void QuerySessionKey(gss_ctx_id_t context, SecPkgContext_SessionKey& result) {
  GssBufferSet key;
  OM_uint32 minor = 0;
  RequireGss(
      gss_inquire_sec_context_by_oid(&minor, context, GSS_C_INQ_SSPI_SESSION_KEY, key.place()),
      minor);
  // The second element names the type of the key.
  const ByteView bytes = BytesOf(key.get()->elements[0]);
  CallerMemory memory(bytes, kProcessHeap);
  result.SessionKeyLength = static_cast<ULONG>(bytes.size());
  result.SessionKey = static_cast<unsigned char*>(memory.HandOver());
}

void QueryLifespan(gss_ctx_id_t context, SecPkgContext_Lifespan& result) {
  OM_uint32 minor = 0;
  OM_uint32 remaining = 0;
  krb5_timestamp start = 0;
  RequireGss(gss_context_time(&minor, context, &remaining), minor);
  RequireGss(gsskrb5_extract_authtime_from_sec_context(&minor, context, &start), minor);
  result = {LocalTimeOf(start), ExpiryAfter(remaining)};
}

void QueryEstablished(Context& context, ULONG attribute, void* buffer) {
  const Context::Use use(context);
  switch (attribute) {
    case SECPKG_ATTR_SIZES:
      As<SecPkgContext_Sizes>(buffer) = SizesOf(use);
      return;
    case SECPKG_ATTR_NAMES:
      As<SecPkgContext_NamesW>(buffer).sUserName = NameOfClient(use.gss());
      return;
    case SECPKG_ATTR_LIFESPAN:
      return QueryLifespan(use.gss(), As<SecPkgContext_Lifespan>(buffer));
    case SECPKG_ATTR_FLAGS:
      As<SecPkgContext_Flags>(buffer).Flags = use.flags();
      return;
    case SECPKG_ATTR_SESSION_KEY:
      return QuerySessionKey(use.gss(), As<SecPkgContext_SessionKey>(buffer));
    default:
      throw StatusError(SEC_E_UNSUPPORTED_FUNCTION);
  }
}

}  // namespace

void QueryAttribute(Context& context, ULONG attribute, void* buffer) {
  if (buffer == nullptr) throw StatusError(SEC_E_INVALID_PARAMETER);
  switch (attribute) {
    case SECPKG_ATTR_PACKAGE_INFO:
      As<SecPkgContext_PackageInfoW>(buffer).PackageInfo = AllocatePackageInfo();
      return;
    case SECPKG_ATTR_NEGOTIATION_INFO:
      As<SecPkgContext_NegotiationInfoW>(buffer) = {
          AllocatePackageInfo(),
          static_cast<ULONG>(context.established() ? SECPKG_NEGOTIATION_COMPLETE
                                                   : SECPKG_NEGOTIATION_IN_PROGRESS)};
      return;
    default:
      return QueryEstablished(context, attribute, buffer);
  }
}

}  // namespace mit_kerberos
