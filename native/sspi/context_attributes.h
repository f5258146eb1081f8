#pragma once

#include <string>

#include "sspi/security_package.h"
#include "sspi/security_status.h"

namespace sspi {

// One function per SECPKG_ATTR_*: plain values out, what the package allocated freed on every path.
Result<std::wstring> QueryNames(CtxtHandle* context);
Result<SecPkgContext_Sizes> QuerySizes(CtxtHandle* context);
Result<SecurityPackage> QueryPackageInfo(CtxtHandle* context);

}  // namespace sspi
