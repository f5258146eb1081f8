#pragma once

#include "gssapi_headers.h"

namespace mit_kerberos {

// Throws the SSPI status that corresponds to a failed call of MIT's library, or `unknown` for a
// cause without such a status.
void RequireGss(OM_uint32 major, OM_uint32 minor, SECURITY_STATUS unknown = SEC_E_INTERNAL_ERROR);

}  // namespace mit_kerberos
