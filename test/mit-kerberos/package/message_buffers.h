#pragma once

#include <vector>

#include "gssapi_headers.h"

namespace mit_kerberos {

// The buffers of one message, in the form of MIT's library.
class MessageBuffers {
 public:
  // `token_type` is the meaning of SECBUFFER_TOKEN for the library. Throws SEC_E_INVALID_TOKEN
  // unless there is one token or one stream, and data.
  MessageBuffers(SecBufferDesc* message, OM_uint32 token_type);

  gss_iov_buffer_desc* data() { return buffers_.data(); }
  int count() const { return static_cast<int>(buffers_.size()); }

  // Throws SEC_E_INVALID_TOKEN if the token or stream is shorter than any real one.
  void RequireHeader() const;
  // Throws SEC_E_BUFFER_TOO_SMALL unless the token and the padding have room for these lengths.
  void RequireRoom(const std::vector<gss_iov_buffer_desc>& needed) const;
  std::vector<gss_iov_buffer_desc> Copy() const { return buffers_; }

  // Writes the lengths to the caller's buffers and, for a stream, the place of the data.
  void Deliver() const;
  void WipeData();

 private:
  SecBufferDesc& message_;
  std::vector<gss_iov_buffer_desc> buffers_;
  std::size_t token_ = 0;
};

}  // namespace mit_kerberos
