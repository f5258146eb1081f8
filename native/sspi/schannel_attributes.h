#pragma once

#include <windows.h>

#include <security.h>

#include <schannel.h>

#include <optional>
#include <string>
#include <vector>

#include "sspi/security_status.h"

namespace sspi {

// The attributes that only Schannel has.
Result<std::optional<std::string>> QueryApplicationProtocol(CtxtHandle* context);
Result<SecPkgContext_ConnectionInfo> QueryConnectionInfo(CtxtHandle* context);

// The peer's certificate, DER-encoded.
Result<std::vector<BYTE>> QueryRemoteCertificate(CtxtHandle* context);

}  // namespace sspi
