#include "packed_context.h"

#include <cstring>

#include "crypto/digest.h"
#include "status_error.h"

namespace mit_kerberos {

namespace {

using handoff_reference::ByteView;
using handoff_reference::Digest;
using handoff_reference::SecretBytes;
using handoff_reference::Sha256;
using handoff_reference::StatusError;

struct Header {
  char magic[8] = {'M', 'I', 'T', 'K', 'R', 'B', '5', '\0'};
  std::uint32_t version = 1;
  std::uint32_t size = 0;
};

// The checksum follows the header, and covers the header and the library's bytes.
constexpr std::size_t kExportedAt = sizeof(Header) + sizeof(Digest);

Digest Checksum(const Header& header, ByteView exported) {
  Sha256 hash;
  hash.Add(ByteView(&header, sizeof(header)));
  hash.Add(exported);
  return hash.Finish();
}

}  // namespace

SecretBytes Pack(ByteView exported) {
  Header header;
  header.size = static_cast<std::uint32_t>(exported.size());
  const Digest checksum = Checksum(header, exported);
  SecretBytes packed(kExportedAt + exported.size());
  std::memcpy(packed.data(), &header, sizeof(header));
  std::memcpy(packed.data() + sizeof(header), checksum.data(), checksum.size());
  std::memcpy(packed.data() + kExportedAt, exported.data(), exported.size());
  return packed;
}

ByteView Unpack(ByteView packed) {
  if (packed.size() < kExportedAt) throw StatusError(SEC_E_INVALID_TOKEN);
  Header header;
  const Header expected;
  std::memcpy(&header, packed.data(), sizeof(header));
  const ByteView exported = packed.From(kExportedAt);
  const Digest checksum = Checksum(header, exported);
  if (std::memcmp(header.magic, expected.magic, sizeof(header.magic)) != 0 ||
      header.size != exported.size() ||
      std::memcmp(packed.data() + sizeof(header), checksum.data(), checksum.size()) != 0) {
    throw StatusError(SEC_E_INVALID_TOKEN);
  }
  if (header.version != expected.version) throw StatusError(SEC_E_UNSUPPORTED_FUNCTION);
  return exported;
}

}  // namespace mit_kerberos
