#pragma once

#include "gssapi_headers.h"

namespace mit_kerberos {

// Throws the SSPI status that corresponds to a failed call of MIT's library.
void RequireGss(OM_uint32 major, OM_uint32 minor);

}  // namespace mit_kerberos
