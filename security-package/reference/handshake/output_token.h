#pragma once

#include <memory>

#include "bytes/byte_view.h"
#include "caller_memory.h"

namespace handoff_reference {

// The output token of a handshake leg: the caller's own SECBUFFER_TOKEN, or memory that is
// allocated for the caller because of *_REQ_ALLOCATE_MEMORY.
//
// It is written in three steps, so that a leg can be repeated with a larger buffer. Reserve can
// fail, and comes before the handshake changes. Write cannot fail. Deliver changes the caller's
// SecBuffer after the whole call has succeeded.
class OutputToken {
 public:
  // `heap` allocates the token, or is null for the caller's own memory.
  OutputToken(SecBufferDesc* output, const CallerHeap* heap);

  // Throws SEC_E_BUFFER_TOO_SMALL, also if there is no buffer.
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
