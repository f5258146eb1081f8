#include "channel_bindings.h"

#include <cstring>

#include "gss_objects.h"
#include "handshake/token_buffer.h"
#include "status_error.h"

namespace mit_kerberos {

namespace {

using handoff_reference::ByteView;
using handoff_reference::StatusError;

gss_buffer_desc PartOf(ByteView block, ULONG offset, ULONG length) {
  if (length == 0) return {};
  if (offset > block.size() || length > block.size() - offset) {
    throw StatusError(SEC_E_INVALID_TOKEN);
  }
  return ToGss(block.From(offset).First(length));
}

}  // namespace

ChannelBindings::ChannelBindings(const SecBufferDesc* input) {
  const SecBuffer* buffer = handoff_reference::FindBuffer(input, SECBUFFER_CHANNEL_BINDINGS);
  if (buffer == nullptr || buffer->cbBuffer == 0) return;
  SEC_CHANNEL_BINDINGS header{};
  if (buffer->pvBuffer == nullptr || buffer->cbBuffer < sizeof(header)) {
    throw StatusError(SEC_E_INVALID_TOKEN);
  }
  const ByteView block(buffer->pvBuffer, buffer->cbBuffer);
  std::memcpy(&header, block.data(), sizeof(header));
  bindings_.initiator_addrtype = header.dwInitiatorAddrType;
  bindings_.initiator_address = PartOf(block, header.dwInitiatorOffset, header.cbInitiatorLength);
  bindings_.acceptor_addrtype = header.dwAcceptorAddrType;
  bindings_.acceptor_address = PartOf(block, header.dwAcceptorOffset, header.cbAcceptorLength);
  bindings_.application_data =
      PartOf(block, header.dwApplicationDataOffset, header.cbApplicationDataLength);
  given_ = true;
}

}  // namespace mit_kerberos
