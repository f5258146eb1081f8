#pragma once

#include <initializer_list>

#include "bytes/byte_view.h"
#include "bytes/secret_bytes.h"
#include "crypto/bcrypt_algorithms.h"

namespace handoff_reference {

// A SHA-256 or HMAC-SHA-256 value. All are wiped, because some are keys and all are short.
using Digest = SecretKey;

class Sha256 {
 public:
  Sha256() : Sha256(BCRYPT_SHA256_ALG_HANDLE, {}) {}
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  ~Sha256();

  void Add(ByteView bytes);
  Digest Finish();

 protected:
  Sha256(BCRYPT_ALG_HANDLE algorithm, ByteView key);

 private:
  BCRYPT_HASH_HANDLE hash_ = nullptr;
};

class HmacSha256 : public Sha256 {
 public:
  explicit HmacSha256(ByteView key) : Sha256(BCRYPT_HMAC_SHA256_ALG_HANDLE, key) {}

  static Digest Of(ByteView key, std::initializer_list<ByteView> parts);
};

// Compares in constant time.
bool EqualInConstantTime(ByteView left, ByteView right);

}  // namespace handoff_reference
