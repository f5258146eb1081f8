#pragma once

#include <optional>

#include "sspi/message_protection.h"
#include "sspi/security_status.h"

namespace sspi {

// Schannel protects a stream of records. Each record has a header before the data and a trailer
// after it.
struct StreamLayout {
  ULONG header;
  ULONG data;
  ULONG trailer;

  std::size_t total() const { return std::size_t{header} + data + trailer; }
};

// Encrypts in place. `workspace` has the given layout, with the message in its data part. Returns
// the number of bytes used in each part.
Result<StreamLayout> EncryptRecord(CtxtHandle* context, BYTE* workspace, StreamLayout layout);

struct DecryptedRecord {
  // SEC_E_OK. SEC_E_INCOMPLETE_MESSAGE: more bytes are needed. SEC_I_CONTEXT_EXPIRED: the peer has
  // closed the stream. SEC_I_RENEGOTIATE: the handshake must continue with the extra bytes.
  SECURITY_STATUS status;
  Bytes plaintext;  // within the stream of the call
  ULONG extra;      // trailing bytes that belong to the next record
  ULONG missing;    // number of missing bytes, or 0 if the package does not know it
};

// Decrypts the first record of `stream` in place.
Result<DecryptedRecord> DecryptRecord(CtxtHandle* context, Bytes stream);

// Announces the end of the stream. The next handshake step returns the closing message for the
// peer.
std::optional<Failure> ShutDownStream(CtxtHandle* context);

}  // namespace sspi
