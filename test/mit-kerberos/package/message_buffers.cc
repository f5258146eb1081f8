#include "message_buffers.h"

#include "status_error.h"

namespace mit_kerberos {

namespace {

using handoff_reference::StatusError;

constexpr ULONG kReadOnlyMask = SECBUFFER_READONLY | SECBUFFER_READONLY_WITH_CHECKSUM;
// RFC 4121: each token starts with a header of this size.
constexpr std::size_t kHeaderSize = 16;

OM_uint32 TypeOf(const SecBuffer& buffer, OM_uint32 token_type) {
  switch (buffer.BufferType & ~SECBUFFER_ATTRMASK) {
    case SECBUFFER_TOKEN:
      return token_type;
    case SECBUFFER_STREAM:
      return GSS_IOV_BUFFER_TYPE_STREAM;
    case SECBUFFER_PADDING:
      return GSS_IOV_BUFFER_TYPE_PADDING;
    case SECBUFFER_DATA:
      return (buffer.BufferType & kReadOnlyMask) != 0 ? GSS_IOV_BUFFER_TYPE_SIGN_ONLY
                                                      : GSS_IOV_BUFFER_TYPE_DATA;
    case SECBUFFER_EMPTY:
      return GSS_IOV_BUFFER_TYPE_EMPTY;
    default:
      throw StatusError(SEC_E_INVALID_TOKEN);
  }
}

SecBufferDesc& RequireMessage(SecBufferDesc* message) {
  if (message == nullptr || message->ulVersion != SECBUFFER_VERSION) {
    throw StatusError(SEC_E_INVALID_TOKEN);
  }
  return *message;
}

}  // namespace

MessageBuffers::MessageBuffers(SecBufferDesc* message, OM_uint32 token_type)
    : message_(RequireMessage(message)) {
  std::size_t tokens = 0;
  bool has_data = false;
  for (ULONG i = 0; i < message_.cBuffers; ++i) {
    const SecBuffer& buffer = message_.pBuffers[i];
    const OM_uint32 type = TypeOf(buffer, token_type);
    if (buffer.cbBuffer != 0 && buffer.pvBuffer == nullptr) throw StatusError(SEC_E_INVALID_TOKEN);
    if (type == token_type || type == GSS_IOV_BUFFER_TYPE_STREAM) {
      token_ = i;
      ++tokens;
    }
    has_data = has_data || type == GSS_IOV_BUFFER_TYPE_DATA;
    buffers_.push_back({type, {buffer.cbBuffer, buffer.pvBuffer}});
  }
  if (tokens != 1 || !has_data) throw StatusError(SEC_E_INVALID_TOKEN);
}

void MessageBuffers::RequireHeader() const {
  if (buffers_[token_].buffer.length < kHeaderSize) throw StatusError(SEC_E_INVALID_TOKEN);
}

void MessageBuffers::RequireRoom(const std::vector<gss_iov_buffer_desc>& needed) const {
  for (std::size_t i = 0; i < buffers_.size(); ++i) {
    if (buffers_[i].buffer.length < needed[i].buffer.length) {
      throw StatusError(SEC_E_BUFFER_TOO_SMALL);
    }
  }
}

void MessageBuffers::Deliver() const {
  for (std::size_t i = 0; i < buffers_.size(); ++i) {
    SecBuffer& buffer = message_.pBuffers[i];
    buffer.cbBuffer = static_cast<ULONG>(buffers_[i].buffer.length);
    buffer.pvBuffer = buffers_[i].buffer.value;
  }
}

void MessageBuffers::WipeData() {
  for (const auto& [type, buffer] : buffers_) {
    if (GSS_IOV_BUFFER_TYPE(type) == GSS_IOV_BUFFER_TYPE_DATA && buffer.value != nullptr) {
      SecureZeroMemory(buffer.value, buffer.length);
    }
  }
}

}  // namespace mit_kerberos
