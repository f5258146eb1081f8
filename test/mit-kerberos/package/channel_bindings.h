#pragma once

#include "gssapi_headers.h"

namespace mit_kerberos {

// The channel bindings of one handshake call. They point into the caller's memory.
class ChannelBindings {
 public:
  explicit ChannelBindings(const SecBufferDesc* input);
  ChannelBindings(const ChannelBindings&) = delete;
  ChannelBindings& operator=(const ChannelBindings&) = delete;

  // GSS_C_NO_CHANNEL_BINDINGS if the caller gave none.
  gss_channel_bindings_t gss() { return given_ ? &bindings_ : GSS_C_NO_CHANNEL_BINDINGS; }

 private:
  bool given_ = false;
  gss_channel_bindings_struct bindings_{};
};

}  // namespace mit_kerberos
