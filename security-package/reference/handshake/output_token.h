#pragma once

#include <memory>

#include "bytes/byte_view.h"
#include "caller_memory.h"

namespace handoff_reference {

// Where a handshake leg puts its token: the caller's own SECBUFFER_TOKEN, or memory allocated for
// the caller when it asked with *_REQ_ALLOCATE_MEMORY.
//
// In three steps, so that a leg can be repeated with a larger buffer as if nothing had happened:
// Reserve, before the handshake changes, is what can fail; Write cannot; and only Deliver, when the
// whole call has succeeded, changes the caller's SecBuffer.
class OutputToken {
 public:
  // `heap` is where to allocate, null for the caller's own memory.
  OutputToken(SecBufferDesc* output, const CallerHeap* heap);

  // Throws SEC_E_BUFFER_TOO_SMALL; no buffer at all is one that is too small.
  void Reserve(std::size_t size);
  void Write(ByteView token) noexcept;
  void Deliver() noexcept;

 private:
  SecBuffer* buffer_;
  const CallerHeap* heap_;
  std::unique_ptr<CallerMemory> allocated_;
  std::size_t written_ = 0;
};

}  // namespace handoff_reference
