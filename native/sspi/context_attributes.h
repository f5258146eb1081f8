#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sspi/security_package.h"
#include "sspi/security_status.h"
#include "windows/access_token.h"
#include "windows/secure_array.h"

namespace sspi {

struct NativeNames {
  std::wstring client;
  std::wstring server;
};

struct KeyInfo {
  std::wstring signature_algorithm_name;
  std::wstring encrypt_algorithm_name;
  ULONG key_size;
  ULONG signature_algorithm;
  ULONG encrypt_algorithm;
};

struct NegotiationInfo {
  SecurityPackage package;
  ULONG state = 0;  // SECPKG_NEGOTIATION_*
};

// One function per SECPKG_ATTR_*. Each returns plain values and frees the package's memory on every
// path.
Result<std::wstring> QueryClientSpecifiedTarget(CtxtHandle* context);
Result<std::vector<BYTE>> QueryEndpointBindings(CtxtHandle* context);
Result<ULONG> QueryFlags(CtxtHandle* context);
Result<bool> QueryIsLoopback(CtxtHandle* context);
Result<KeyInfo> QueryKeyInfo(CtxtHandle* context);
Result<SECPKG_ATTR_LCT_STATUS> QueryLastClientTokenStatus(CtxtHandle* context);
Result<SecPkgContext_Lifespan> QueryLifespan(CtxtHandle* context);
Result<std::wstring> QueryNames(CtxtHandle* context);
Result<NativeNames> QueryNativeNames(CtxtHandle* context);
Result<NegotiationInfo> QueryNegotiationInfo(CtxtHandle* context);
Result<SecurityPackage> QueryPackageInfo(CtxtHandle* context);
Result<windows::SecureArray<BYTE>> QuerySessionKey(CtxtHandle* context);
Result<SecPkgContext_Sizes> QuerySizes(CtxtHandle* context);
Result<SecPkgContext_StreamSizes> QueryStreamSizes(CtxtHandle* context);
Result<std::vector<BYTE>> QueryUniqueBindings(CtxtHandle* context);

// Returns a duplicate, because the package owns the handle that it returns.
Result<windows::AccessToken> QueryAccessToken(CtxtHandle* context,
                                              windows::OpenHandlesPtr open_handles);

}  // namespace sspi
