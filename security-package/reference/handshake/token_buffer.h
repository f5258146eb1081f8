#pragma once

#include "bytes/byte_view.h"
#include "windows_headers.h"

namespace handoff_reference {

// The first buffer of that type among the buffers of a handshake call, null if there is none.
// Buffers of other types are ignored.
SecBuffer* FindBuffer(const SecBufferDesc* message, ULONG type);

inline SecBuffer* FindTokenBuffer(const SecBufferDesc* message) {
  return FindBuffer(message, SECBUFFER_TOKEN);
}

// What the token buffer of pInput holds; nothing if there is none.
ByteView InputToken(const SecBufferDesc* input);

}  // namespace handoff_reference
