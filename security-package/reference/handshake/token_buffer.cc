#include "handshake/token_buffer.h"

#include "status_error.h"

namespace handoff_reference {

SecBuffer* FindBuffer(const SecBufferDesc* message, ULONG type) {
  if (message == nullptr) return nullptr;
  if (message->ulVersion != SECBUFFER_VERSION) throw StatusError(SEC_E_INVALID_TOKEN);
  for (ULONG i = 0; i < message->cBuffers; ++i) {
    SecBuffer& buffer = message->pBuffers[i];
    if ((buffer.BufferType & ~SECBUFFER_ATTRMASK) != type) continue;
    // Trap: LSA may leave a buffer in the calling process. It then marks the buffer.
    if ((buffer.BufferType & SECBUFFER_UNMAPPED) != 0) throw StatusError(SEC_E_INVALID_TOKEN);
    return &buffer;
  }
  return nullptr;
}

ByteView InputToken(const SecBufferDesc* input) {
  const SecBuffer* buffer = FindTokenBuffer(input);
  if (buffer == nullptr || buffer->cbBuffer == 0) return {};
  if (buffer->pvBuffer == nullptr) throw StatusError(SEC_E_INVALID_TOKEN);
  return {buffer->pvBuffer, buffer->cbBuffer};
}

}  // namespace handoff_reference
