#pragma once

#include <vector>

#include "bytes/byte_view.h"
#include "bytes/secret_bytes.h"
#include "windows_headers.h"

namespace handoff_reference {

// The SecBufferDesc of a message call, sorted. Accepted are
//
//   one TOKEN and one or more DATA buffers: the trailer, and the message in its pieces;
//   one STREAM and one DATA buffer: trailer and message as they came off a wire, in one piece,
//   where the DATA buffer is made to point at the message. For receiving only.
//
// DATA marked READONLY or READONLY_WITH_CHECKSUM is authenticated and never encrypted. PADDING is
// left empty, for there is none. All else is SEC_E_INVALID_TOKEN.
class MessageBuffers {
 public:
  explicit MessageBuffers(SecBufferDesc* message);

  // Sending: checks the TOKEN buffer's size (SEC_E_BUFFER_TOO_SMALL), and later fills it.
  void RequireTrailerSpace(std::size_t size) const;
  void WriteTrailer(std::initializer_list<ByteView> parts);

  // Receiving: a copy of the trailer, so that what gets authenticated is what gets used. One of any
  // other size than it was sent with is SEC_E_MESSAGE_ALTERED.
  SecretBytes TakeTrailer(std::size_t size);

  // In the order in which the caller gave them.
  std::vector<ByteView> AllData() const;
  std::vector<ByteView> ReadOnlyData() const;

  // What gets encrypted, out of its pieces into one and back. Decryption works on this copy too, so
  // that a message that fails leaves the caller's buffers alone and never shows plaintext.
  SecretBytes GatherSealedData() const;
  void ScatterSealedData(const SecretBytes& data) const;

  // Receiving has succeeded: points a stream's DATA buffer at the message.
  void Deliver() const;

 private:
  struct Segment {
    std::uint8_t* data;
    std::size_t size;
    bool read_only;
  };

  SecBuffer* token_ = nullptr;
  SecBuffer* stream_ = nullptr;
  SecBuffer* stream_data_ = nullptr;
  SecBuffer* padding_ = nullptr;
  std::vector<Segment> segments_;
};

}  // namespace handoff_reference
