#pragma once

#include "bytes/byte_view.h"
#include "bytes/secret_bytes.h"

namespace mit_kerberos {

// A packed context is a header with a checksum, and the bytes of gss_export_sec_context. The
// library trusts those bytes, so it must never see altered ones.
handoff_reference::SecretBytes Pack(handoff_reference::ByteView exported);

// Returns the library's bytes. Throws SEC_E_INVALID_TOKEN, or SEC_E_UNSUPPORTED_FUNCTION for
// another version.
handoff_reference::ByteView Unpack(handoff_reference::ByteView packed);

}  // namespace mit_kerberos
