#include "handshake/channel_bindings.h"

#include <algorithm>
#include <cstring>

#include "bytes/byte_writer.h"
#include "crypto/digest.h"
#include "handshake/token_buffer.h"
#include "status_error.h"

namespace handoff_reference {

namespace {

ByteView PartOf(ByteView block, ULONG offset, ULONG length) {
  if (length == 0) return {};
  if (offset > block.size() || length > block.size() - offset) {
    throw StatusError(SEC_E_INVALID_TOKEN);
  }
  return block.From(offset).First(length);
}

// The length precedes each part, so that two different structures cannot have the same bytes.
void AddPart(ByteWriter& canonical, ULONG type, ByteView part) {
  canonical.U32(type);
  canonical.U32(static_cast<std::uint32_t>(part.size()));
  canonical.Bytes(part);
}

}  // namespace

BindingsHash HashChannelBindings(const SecBufferDesc* input) {
  const SecBuffer* buffer = FindBuffer(input, SECBUFFER_CHANNEL_BINDINGS);
  if (buffer == nullptr || buffer->cbBuffer == 0) return kNoBindings;
  SEC_CHANNEL_BINDINGS bindings{};
  if (buffer->pvBuffer == nullptr || buffer->cbBuffer < sizeof(bindings)) {
    throw StatusError(SEC_E_INVALID_TOKEN);
  }
  const ByteView block(buffer->pvBuffer, buffer->cbBuffer);
  std::memcpy(&bindings, block.data(), sizeof(bindings));

  // Hashes field by field, because an offset states the position of a part and nothing about its
  // content.
  ByteWriter canonical;
  AddPart(canonical, bindings.dwInitiatorAddrType,
          PartOf(block, bindings.dwInitiatorOffset, bindings.cbInitiatorLength));
  AddPart(canonical, bindings.dwAcceptorAddrType,
          PartOf(block, bindings.dwAcceptorOffset, bindings.cbAcceptorLength));
  AddPart(canonical, 0,
          PartOf(block, bindings.dwApplicationDataOffset, bindings.cbApplicationDataLength));
  const SecretBytes bytes = canonical.Take();
  const auto is_zero = [](std::uint8_t byte) { return byte == 0; };
  if (std::all_of(bytes.begin(), bytes.end(), is_zero)) return kNoBindings;

  Sha256 hash;
  hash.Add(bytes);
  const Digest digest = hash.Finish();
  BindingsHash result{};
  std::copy_n(digest.data(), result.size(), result.begin());
  return result;
}

}  // namespace handoff_reference
