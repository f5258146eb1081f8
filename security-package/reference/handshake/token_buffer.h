#pragma once

#include "bytes/byte_view.h"
#include "windows_headers.h"

namespace handoff_reference {

// Returns the first buffer of that type among the buffers of a handshake call, or null. Ignores
// buffers of other types.
SecBuffer* FindBuffer(const SecBufferDesc* message, ULONG type);

inline SecBuffer* FindTokenBuffer(const SecBufferDesc* message) {
  return FindBuffer(message, SECBUFFER_TOKEN);
}

// Returns the content of the token buffer of pInput, which is empty without such a buffer.
ByteView InputToken(const SecBufferDesc* input);

}  // namespace handoff_reference
