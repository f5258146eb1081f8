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
//       81     8  which of the 64 messages before that were received, one bit each
//       89        user, domain, target: each 2 bytes length and that many UTF-16 units
//     last    32  HMAC-SHA256, under a key from the session secret, of everything before it
//
// Every version keeps magic, version, length and secret at the front and the tag at the end. So an
// importer can check the tag of a version that it does not know, and tell one of tomorrow
// (SEC_E_UNSUPPORTED_FUNCTION) from an altered one (SEC_E_INVALID_TOKEN).
//
// The tag finds accidents: alteration, truncation, bytes that were never a packed context. It keeps
// no secret and stops no forger, since the key to it stands in the same bytes, in the clear, as the
// session's keys have to. Whoever can read a packed context can be the session; whoever may hand
// one to an importer is trusted by it. Guarding the way between the two is the callers' business.

SecretBytes Pack(const SessionState& state);

// Throws SEC_E_INVALID_TOKEN, or SEC_E_CONTEXT_EXPIRED if it has had its time.
SessionState Unpack(ByteView packed);

}  // namespace handoff_reference
