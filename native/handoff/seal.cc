#include "handoff/seal.h"

#include <bcrypt.h>

// MinGW lacks the name of this pseudo handle of Windows 10.
#ifndef BCRYPT_HMAC_SHA256_ALG_HANDLE
#define BCRYPT_HMAC_SHA256_ALG_HANDLE reinterpret_cast<BCRYPT_ALG_HANDLE>(ULONG_PTR{0xb1})
#endif

namespace handoff {
namespace {

class Hash {
 public:
  Hash() = default;
  Hash(const Hash&) = delete;
  Hash& operator=(const Hash&) = delete;
  ~Hash() {
    if (handle_ != nullptr) BCryptDestroyHash(handle_);
  }

  BCRYPT_HASH_HANDLE get() const { return handle_; }
  BCRYPT_HASH_HANDLE* Receive() { return &handle_; }

 private:
  BCRYPT_HASH_HANDLE handle_ = nullptr;
};

windows::Failure BcryptFailure(const char* call) {
  return windows::Win32Failure(call, ERROR_NOT_ENOUGH_MEMORY);
}

}  // namespace

windows::Result<Nonce> MakeNonce() {
  Nonce nonce{};
  if (!BCRYPT_SUCCESS(BCryptGenRandom(nullptr, nonce.data(), static_cast<ULONG>(nonce.size()),
                                      BCRYPT_USE_SYSTEM_PREFERRED_RNG))) {
    return BcryptFailure("BCryptGenRandom");
  }
  return nonce;
}

windows::Result<Seal> MakeSeal(const Nonce& nonce, std::initializer_list<ByteRange> parts) {
  Hash hash;
  // BCrypt's prototypes lack const.
  if (!BCRYPT_SUCCESS(BCryptCreateHash(BCRYPT_HMAC_SHA256_ALG_HANDLE, hash.Receive(), nullptr, 0,
                                       const_cast<PUCHAR>(nonce.data()),
                                       static_cast<ULONG>(nonce.size()), 0))) {
    return BcryptFailure("BCryptCreateHash");
  }
  for (const ByteRange& part : parts) {
    const auto* bytes = static_cast<const BYTE*>(part.data);
    if (!BCRYPT_SUCCESS(BCryptHashData(hash.get(), const_cast<PUCHAR>(bytes),
                                       static_cast<ULONG>(part.size), 0))) {
      return BcryptFailure("BCryptHashData");
    }
  }
  Seal seal{};
  if (!BCRYPT_SUCCESS(
          BCryptFinishHash(hash.get(), seal.data(), static_cast<ULONG>(seal.size()), 0))) {
    return BcryptFailure("BCryptFinishHash");
  }
  return seal;
}

}  // namespace handoff
