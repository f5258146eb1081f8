#include "sspi/context_attributes.h"

#include "sspi/context_buffer.h"

namespace sspi {
namespace {

SECURITY_STATUS Query(CtxtHandle* context, ULONG attribute, void* value) {
  return QueryContextAttributesW(context, attribute, value);
}

Failure QueryFailure(SECURITY_STATUS status) {
  return SecurityFailure("QueryContextAttributesW", status);
}

}  // namespace

Result<std::wstring> QueryNames(CtxtHandle* context) {
  SecPkgContext_NamesW names{};
  const SECURITY_STATUS status = Query(context, SECPKG_ATTR_NAMES, &names);
  const ContextBuffer memory(names.sUserName);
  if (status != SEC_E_OK) return QueryFailure(status);
  return std::wstring(names.sUserName == nullptr ? L"" : names.sUserName);
}

Result<SecPkgContext_Sizes> QuerySizes(CtxtHandle* context) {
  SecPkgContext_Sizes sizes{};
  const SECURITY_STATUS status = Query(context, SECPKG_ATTR_SIZES, &sizes);
  if (status != SEC_E_OK) return QueryFailure(status);
  return sizes;
}

Result<SecurityPackage> QueryPackageInfo(CtxtHandle* context) {
  SecPkgContext_PackageInfoW info{};
  const SECURITY_STATUS status = Query(context, SECPKG_ATTR_PACKAGE_INFO, &info);
  const ContextBuffer memory(info.PackageInfo);
  if (status != SEC_E_OK) return QueryFailure(status);
  // SEC_E_OK and no block: the package does not know what it has answered to.
  if (info.PackageInfo == nullptr) return QueryFailure(SEC_E_UNSUPPORTED_FUNCTION);
  return SecurityPackage(*info.PackageInfo);
}

}  // namespace sspi
