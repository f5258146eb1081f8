#pragma once

#include "bytes/byte_view.h"
#include "session/session.h"

namespace handoff_reference {

// A session as bytes, little-endian:
//
//   offset  size
//        0     4  magic "HRPC"
//        4     4  version
//        8     4  length of the whole, tag included
//       12    32  session secret
//       44     1  role
//       45     4  context flags
//       49     8  start      (FILETIME, UTC)
//       57     8  expiry
//       65     8  number of the next message to send
//       73     8  number of the next message to receive
//       81     8  one bit for each of the 64 messages before that: whether it was received
//       89        user, domain, target: each 2 bytes length and that many UTF-16 units
//     last    32  HMAC-SHA256, under a key from the session secret, of everything before it
//
// Every version keeps magic, version, length and secret at the start and the tag at the end. So an
// importer can check the tag of a version that it does not know, and distinguish a later version
// (SEC_E_UNSUPPORTED_FUNCTION) from an altered one (SEC_E_INVALID_TOKEN).
//
// The tag detects accidents: alteration, truncation, and bytes that were never a packed context. It
// protects no secret and stops no attacker, because its key is in the same bytes in plain form,
// like the session's keys. Any process that can read a packed context can act as the session, and
// an importer trusts the source of its bytes. The callers must protect the bytes on their way.

SecretBytes Pack(const SessionState& state);

// Throws SEC_E_INVALID_TOKEN, or SEC_E_CONTEXT_EXPIRED for an expired session.
SessionState Unpack(ByteView packed);

}  // namespace handoff_reference
