#pragma once

#include "gssapi_headers.h"

namespace mit_kerberos {

// ExportSecurityContext. MIT's library can only move a context, so DELETE_OLD is required, and
// RESET_NEW is not supported. There is no access token.
void Export(ULONG_PTR handle, ULONG flags, SecBuffer* packed_context, void** access_token);

// ImportSecurityContext. Returns the handle of the new context.
ULONG_PTR Import(const SecBuffer* packed_context);

}  // namespace mit_kerberos
