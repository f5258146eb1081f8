#include "handshake/output_token.h"

#include <cstring>

#include "handshake/token_buffer.h"
#include "status_error.h"

namespace handoff_reference {

OutputToken::OutputToken(SecBufferDesc* output, const CallerHeap* heap)
    : buffer_(FindTokenBuffer(output)), heap_(heap) {}

void OutputToken::Reserve(std::size_t size) {
  if (buffer_ == nullptr) throw StatusError(SEC_E_BUFFER_TOO_SMALL);
  if (heap_ != nullptr) {
    allocated_ = std::make_unique<CallerMemory>(size, *heap_);
  } else if (buffer_->pvBuffer == nullptr || buffer_->cbBuffer < size) {
    throw StatusError(SEC_E_BUFFER_TOO_SMALL);
  }
}

void OutputToken::Write(ByteView token) noexcept {
  std::memcpy(heap_ != nullptr ? allocated_->get() : buffer_->pvBuffer, token.data(), token.size());
  written_ = token.size();
}

void OutputToken::Deliver() noexcept {
  if (buffer_ == nullptr) return;
  if (heap_ != nullptr) buffer_->pvBuffer = allocated_ ? allocated_->HandOver() : nullptr;
  buffer_->cbBuffer = static_cast<ULONG>(written_);
}

}  // namespace handoff_reference
