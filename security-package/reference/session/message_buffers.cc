#include "session/message_buffers.h"

#include <cstring>

#include "status_error.h"

namespace handoff_reference {

namespace {

constexpr ULONG kReadOnlyMask = SECBUFFER_READONLY | SECBUFFER_READONLY_WITH_CHECKSUM;

void TakeOnly(SecBuffer*& place, SecBuffer& buffer) {
  if (place != nullptr) throw StatusError(SEC_E_INVALID_TOKEN);
  place = &buffer;
}

}  // namespace

MessageBuffers::MessageBuffers(SecBufferDesc* message) {
  if (message == nullptr || message->ulVersion != SECBUFFER_VERSION) {
    throw StatusError(SEC_E_INVALID_TOKEN);
  }
  std::vector<SecBuffer*> data;
  for (ULONG i = 0; i < message->cBuffers; ++i) {
    SecBuffer& buffer = message->pBuffers[i];
    switch (buffer.BufferType & ~SECBUFFER_ATTRMASK) {
      case SECBUFFER_TOKEN:
        TakeOnly(token_, buffer);
        break;
      case SECBUFFER_STREAM:
        TakeOnly(stream_, buffer);
        break;
      case SECBUFFER_PADDING:
        TakeOnly(padding_, buffer);
        break;
      case SECBUFFER_DATA:
        data.push_back(&buffer);
        break;
      case SECBUFFER_EMPTY:
        break;
      default:
        throw StatusError(SEC_E_INVALID_TOKEN);
    }
  }
  const bool one_trailer = (token_ != nullptr) != (stream_ != nullptr);
  if (!one_trailer || data.empty()) throw StatusError(SEC_E_INVALID_TOKEN);
  SecBuffer& trailer = token_ != nullptr ? *token_ : *stream_;
  if (trailer.pvBuffer == nullptr) throw StatusError(SEC_E_INVALID_TOKEN);

  if (stream_ != nullptr) {
    if (data.size() != 1) throw StatusError(SEC_E_INVALID_TOKEN);
    stream_data_ = data.front();
    return;
  }
  std::uint64_t total = 0;
  for (const SecBuffer* buffer : data) {
    if (buffer->cbBuffer == 0) continue;
    if (buffer->pvBuffer == nullptr) throw StatusError(SEC_E_INVALID_TOKEN);
    total += buffer->cbBuffer;
    segments_.push_back({static_cast<std::uint8_t*>(buffer->pvBuffer), buffer->cbBuffer,
                         (buffer->BufferType & kReadOnlyMask) != 0});
  }
  // BCrypt uses ULONG for sizes.
  if (total > MAXDWORD) throw StatusError(SEC_E_INVALID_TOKEN);
}

void MessageBuffers::RequireTrailerSpace(std::size_t size) const {
  if (token_ == nullptr) throw StatusError(SEC_E_INVALID_TOKEN);
  if (token_->cbBuffer < size) throw StatusError(SEC_E_BUFFER_TOO_SMALL);
}

void MessageBuffers::WriteTrailer(std::initializer_list<ByteView> parts) {
  auto* place = static_cast<std::uint8_t*>(token_->pvBuffer);
  ULONG size = 0;
  for (const ByteView part : parts) {
    std::memcpy(place + size, part.data(), part.size());
    size += static_cast<ULONG>(part.size());
  }
  token_->cbBuffer = size;
  if (padding_ != nullptr) padding_->cbBuffer = 0;
}

SecretBytes MessageBuffers::TakeTrailer(std::size_t size) {
  const SecBuffer& source = stream_ != nullptr ? *stream_ : *token_;
  const bool fits = stream_ != nullptr ? source.cbBuffer >= size : source.cbBuffer == size;
  if (!fits) throw StatusError(SEC_E_MESSAGE_ALTERED);
  auto* bytes = static_cast<std::uint8_t*>(source.pvBuffer);
  if (stream_ != nullptr) segments_ = {{bytes + size, source.cbBuffer - size, false}};
  return SecretBytes(bytes, bytes + size);
}

std::vector<ByteView> MessageBuffers::AllData() const {
  std::vector<ByteView> views;
  for (const Segment& segment : segments_) views.emplace_back(segment.data, segment.size);
  return views;
}

std::vector<ByteView> MessageBuffers::ReadOnlyData() const {
  std::vector<ByteView> views;
  for (const Segment& segment : segments_) {
    if (segment.read_only) views.emplace_back(segment.data, segment.size);
  }
  return views;
}

SecretBytes MessageBuffers::GatherSealedData() const {
  SecretBytes data;
  for (const Segment& segment : segments_) {
    if (!segment.read_only) data.insert(data.end(), segment.data, segment.data + segment.size);
  }
  return data;
}

void MessageBuffers::ScatterSealedData(const SecretBytes& data) const {
  const std::uint8_t* next = data.data();
  for (const Segment& segment : segments_) {
    if (segment.read_only || segment.size == 0) continue;
    std::memcpy(segment.data, next, segment.size);
    next += segment.size;
  }
}

void MessageBuffers::Deliver() const {
  if (stream_data_ == nullptr) return;
  const Segment& message = segments_.front();
  stream_data_->pvBuffer = message.data;
  stream_data_->cbBuffer = static_cast<ULONG>(message.size);
}

}  // namespace handoff_reference
