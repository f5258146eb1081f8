#include "crypto/digest.h"

namespace handoff_reference {

Sha256::Sha256(BCRYPT_ALG_HANDLE algorithm, ByteView key) {
  RequireBcrypt(BCryptCreateHash(algorithm, &hash_, nullptr, 0, Input(key), Length(key), 0));
}

Sha256::~Sha256() { BCryptDestroyHash(hash_); }

void Sha256::Add(ByteView bytes) {
  if (bytes.empty()) return;
  RequireBcrypt(BCryptHashData(hash_, Input(bytes), Length(bytes), 0));
}

Digest Sha256::Finish() {
  Digest digest;
  RequireBcrypt(BCryptFinishHash(hash_, digest.data(), static_cast<ULONG>(digest.size()), 0));
  return digest;
}

Digest HmacSha256::Of(ByteView key, std::initializer_list<ByteView> parts) {
  HmacSha256 hmac(key);
  for (const ByteView part : parts) hmac.Add(part);
  return hmac.Finish();
}

bool EqualInConstantTime(ByteView left, ByteView right) {
  if (left.size() != right.size()) return false;
  volatile std::uint8_t difference = 0;
  for (std::size_t i = 0; i < left.size(); ++i) {
    difference = static_cast<std::uint8_t>(difference | (left.data()[i] ^ right.data()[i]));
  }
  return difference == 0;
}

}  // namespace handoff_reference
