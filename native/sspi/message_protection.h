#pragma once

#include <cstddef>

#include "sspi/security_status.h"

namespace sspi {

// Somebody else's memory, for the length of one call.
struct Bytes {
  BYTE* data;
  ULONG size;
};

// The room that EncryptMessage needs around a message of `message_size` bytes, in this order.
struct EncryptedLayout {
  EncryptedLayout(const SecPkgContext_Sizes& sizes, ULONG message_size);

  ULONG trailer;
  ULONG data;
  ULONG padding;

  std::size_t total() const { return std::size_t{trailer} + data + padding; }
};

// Gives how much of `signature` was used. `message` is only read.
Result<ULONG> Sign(CtxtHandle* context, ULONG quality_of_protection, Bytes message,
                   Bytes signature);

// Gives the quality of protection. Both buffers are only read.
Result<ULONG> Verify(CtxtHandle* context, Bytes message, Bytes signature);

// Encrypts in place. `workspace` is laid out as `layout` says, the message in its data part; what
// the package used of each part comes back.
Result<EncryptedLayout> Encrypt(CtxtHandle* context, ULONG quality_of_protection, BYTE* workspace,
                                EncryptedLayout layout);

struct DecryptedMessage {
  Bytes plaintext;  // within the data that was given
  ULONG quality_of_protection;
};

// Decrypts `data` in place.
Result<DecryptedMessage> Decrypt(CtxtHandle* context, Bytes trailer, Bytes data, Bytes padding);

}  // namespace sspi
