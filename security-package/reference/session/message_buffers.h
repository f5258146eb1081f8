#pragma once

#include <vector>

#include "bytes/byte_view.h"
#include "bytes/secret_bytes.h"
#include "windows_headers.h"

namespace handoff_reference {

// The buffers of a message call, sorted by type. Accepted are
//
//   one TOKEN and one or more DATA buffers: the trailer, and the message in its pieces;
//   one STREAM and one DATA buffer: trailer and message as they came off a wire, in one piece,
//   where the DATA buffer is made to point at the message. For receiving only.
//
// DATA with READONLY or READONLY_WITH_CHECKSUM is authenticated and never encrypted. PADDING stays
// empty, because the package needs none. Any other combination is SEC_E_INVALID_TOKEN.
class MessageBuffers {
 public:
  explicit MessageBuffers(SecBufferDesc* message);

  // For sending: checks the size of the TOKEN buffer (SEC_E_BUFFER_TOO_SMALL), and fills it later.
  void RequireTrailerSpace(std::size_t size) const;
  void WriteTrailer(std::initializer_list<ByteView> parts);

  // For receiving: a copy of the trailer, so that the authenticated bytes are the used ones. A
  // trailer of another size than the sent one is SEC_E_MESSAGE_ALTERED.
  SecretBytes TakeTrailer(std::size_t size);

  // The pieces, in the caller's order.
  std::vector<ByteView> AllData() const;
  std::vector<ByteView> ReadOnlyData() const;

  // Gathers the pieces to encrypt into one copy and writes it back. Decryption uses this copy too.
  // So a message that fails leaves the caller's buffers unchanged and never exposes plaintext.
  SecretBytes GatherSealedData() const;
  void ScatterSealedData(const SecretBytes& data) const;

  // After a message was received: points the DATA buffer of a stream at the message.
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
