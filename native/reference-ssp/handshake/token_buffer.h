#pragma once

#include "bytes/byte_view.h"
#include "windows_headers.h"

namespace handoff_reference {

// The SECBUFFER_TOKEN among the buffers of a handshake call, null if there is none. Other kinds of
// buffer are not looked at.
SecBuffer* FindTokenBuffer(const SecBufferDesc* message);

// What the token buffer of pInput holds; nothing if there is none.
ByteView InputToken(const SecBufferDesc* input);

}  // namespace handoff_reference
