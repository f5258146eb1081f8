#pragma once

#include "gssapi_headers.h"

namespace mit_kerberos {

// The maximum of Windows' Kerberos. MIT's library has none.
constexpr ULONG kMaxToken = 48'000;

// The caller frees it.
SecPkgInfoW* AllocatePackageInfo();

bool IsPackageName(const WCHAR* name);

}  // namespace mit_kerberos
