#pragma once

#include <optional>

#include "sspi/message_protection.h"
#include "sspi/security_status.h"

namespace sspi {

// Schannel protects a stream of records, each with a header before and a trailer after the data.
struct StreamLayout {
  ULONG header;
  ULONG data;
  ULONG trailer;

  std::size_t total() const { return std::size_t{header} + data + trailer; }
};

// Encrypts in place. `workspace` is laid out as `layout` says, the message in its data part; what
// the package used of each part comes back.
Result<StreamLayout> EncryptRecord(CtxtHandle* context, BYTE* workspace, StreamLayout layout);

struct DecryptedRecord {
  // SEC_E_OK; SEC_E_INCOMPLETE_MESSAGE: more bytes are needed; SEC_I_CONTEXT_EXPIRED: the peer has
  // closed the stream; SEC_I_RENEGOTIATE: the handshake is to go on with the extra bytes.
  SECURITY_STATUS status;
  Bytes plaintext;  // within the stream that was given
  ULONG extra;      // how many bytes at the end of the stream are the next record's
  ULONG missing;    // how many bytes more are needed, if the package knows; else 0
};

// Decrypts the first record of `stream` in place.
Result<DecryptedRecord> DecryptRecord(CtxtHandle* context, Bytes stream);

// Announces the end of the stream: the next handshake step gives the message that says so.
std::optional<Failure> ShutDownStream(CtxtHandle* context);

}  // namespace sspi
