#pragma once

#include <cstddef>

#include "sspi/bytes.h"
#include "sspi/security_status.h"

namespace sspi {

// The parts of an encrypted message, or the room for them.
struct MessageParts {
  Bytes trailer;
  Bytes data;
  Bytes padding;
};

struct PartSizes {
  ULONG trailer;
  ULONG data;
  ULONG padding;

  ULONG total() const { return trailer + data + padding; }
};

// Returns the number of bytes of `signature` that were used. Only reads `message`.
Result<ULONG> Sign(CtxtHandle* context, ULONG quality_of_protection, Bytes message,
                   Bytes signature);

// Returns the quality of protection. Only reads both buffers.
Result<ULONG> Verify(CtxtHandle* context, Bytes message, Bytes signature);

// Encrypts the data in place. Returns the number of bytes used in each part.
Result<PartSizes> Encrypt(CtxtHandle* context, ULONG quality_of_protection,
                          const MessageParts& parts);

struct DecryptedMessage {
  Bytes plaintext;  // within the bytes of the call
  ULONG quality_of_protection;
};

// Decrypts the data in place.
Result<DecryptedMessage> Decrypt(CtxtHandle* context, const MessageParts& parts);

struct WrappedMessage {
  ULONG start;  // in the output
  PartSizes lengths;
};

// Encrypts a message into `output`, where the parts then follow each other. The message may be in
// the output, whose size is that of the message, of the room for the trailer, and of the room for
// the padding.
Result<WrappedMessage> Wrap(CtxtHandle* context, ULONG quality_of_protection, Bytes message,
                            Bytes output, ULONG trailer_room);

// Decrypts in place a message whose parts follow each other and have unknown sizes.
Result<DecryptedMessage> Unwrap(CtxtHandle* context, Bytes message);

}  // namespace sspi
