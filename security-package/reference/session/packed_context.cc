#include "session/packed_context.h"

#include "bytes/byte_reader.h"
#include "bytes/byte_writer.h"
#include "crypto/digest.h"
#include "crypto/key_derivation.h"

namespace handoff_reference {

namespace {

// Each of the two packages refuses the packed contexts of the other.
#ifdef HANDOFF_REFERENCE_FAULTS
constexpr std::uint32_t kMagic = 0x46505248;  // "HRPF"
#else
constexpr std::uint32_t kMagic = 0x43505248;  // "HRPC"
#endif
constexpr std::uint32_t kVersion = 2;
constexpr std::size_t kTagSize = 32;

std::size_t TextSize(const std::wstring& text) {
  return sizeof(std::uint16_t) + sizeof(wchar_t) * text.size();
}

Digest Tag(const SecretKey& secret, ByteView tagged) {
  return HmacSha256::Of(HkdfExpand(secret, "packed context"), {tagged});
}

Role ReadRole(ByteReader& reader) {
  const std::uint8_t role = reader.U8();
  if (role == static_cast<std::uint8_t>(Role::kClient)) return Role::kClient;
  if (role == static_cast<std::uint8_t>(Role::kServer)) return Role::kServer;
  throw StatusError(SEC_E_INVALID_TOKEN);
}

}  // namespace

SecretBytes Pack(const SessionState& state) {
  constexpr std::size_t kFixedSize = 89;
  const std::size_t length = kFixedSize + TextSize(state.names.user) +
                             TextSize(state.names.domain) + TextSize(state.names.target) + kTagSize;
  ByteWriter packed;
  packed.U32(kMagic);
  packed.U32(kVersion);
  packed.U32(static_cast<std::uint32_t>(length));
  packed.Bytes(state.secret);
  packed.U8(static_cast<std::uint8_t>(state.role));
  packed.U32(state.flags);
  packed.U64(state.start);
  packed.U64(state.expiry);
  packed.U64(state.send_sequence);
  packed.U64(state.received.next);
  packed.U64(state.received.recent);
  packed.Text(state.names.user);
  packed.Text(state.names.domain);
  packed.Text(state.names.target);

  SecretBytes bytes = packed.Take();
  const Digest tag = Tag(state.secret, bytes);
  bytes.insert(bytes.end(), tag.data(), tag.data() + tag.size());
  return bytes;
}

SessionState Unpack(ByteView packed) {
  ByteReader whole(packed);
  if (whole.U32() != kMagic) throw StatusError(SEC_E_INVALID_TOKEN);
  const std::uint32_t version = whole.U32();
  if (whole.U32() != packed.size()) throw StatusError(SEC_E_INVALID_TOKEN);
  SessionState state;
  whole.Into(state.secret);

  const std::size_t front_size = 12 + state.secret.size();
  if (packed.size() < front_size + kTagSize) throw StatusError(SEC_E_INVALID_TOKEN);
  const ByteView tagged = packed.First(packed.size() - kTagSize);
  if (!EqualInConstantTime(Tag(state.secret, tagged), packed.From(tagged.size()))) {
    throw StatusError(SEC_E_INVALID_TOKEN);
  }
  if (version != kVersion) throw StatusError(SEC_E_UNSUPPORTED_FUNCTION);

  ByteReader reader(tagged.From(front_size));
  state.role = ReadRole(reader);
  state.flags = reader.U32();
  state.start = reader.U64();
  state.expiry = reader.U64();
  state.send_sequence = reader.U64();
  state.received.next = reader.U64();
  state.received.recent = reader.U64();
  state.names.user = reader.Text(kMaxUserLength);
  state.names.domain = reader.Text(kMaxDomainLength);
  state.names.target = reader.Text(kMaxTargetLength);
  reader.ExpectEnd();

  if (Now() >= state.expiry) throw StatusError(SEC_E_CONTEXT_EXPIRED);
  return state;
}

}  // namespace handoff_reference
