#include "crypto/key_derivation.h"

#include <cstring>

#include "crypto/bcrypt_algorithms.h"
#include "crypto/digest.h"

namespace handoff_reference {

SecretKey Pbkdf2HmacSha256(ByteView password, ByteView salt, std::uint32_t iterations) {
  SecretKey key;
  RequireBcrypt(BCryptDeriveKeyPBKDF2(BCRYPT_HMAC_SHA256_ALG_HANDLE, Input(password),
                                      Length(password), Input(salt), Length(salt), iterations,
                                      key.data(), static_cast<ULONG>(key.size()), 0));
  return key;
}

SecretKey HkdfExtract(ByteView salt, ByteView input_key) {
  return HmacSha256::Of(salt, {input_key});
}

SecretKey HkdfExpand(const SecretKey& key, const char* label, ByteView context) {
  const std::uint8_t block_number = 1;
  // Includes the terminating zero, so that no label is the start of another label and context.
  const ByteView label_bytes(static_cast<const void*>(label), std::strlen(label) + 1);
  return HmacSha256::Of(key, {label_bytes, context, ByteView(&block_number, 1)});
}

}  // namespace handoff_reference
