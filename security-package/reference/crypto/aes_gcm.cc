#include "crypto/aes_gcm.h"

#include "crypto/bcrypt_algorithms.h"

namespace handoff_reference {

namespace {

// STATUS_AUTH_TAG_MISMATCH; ntstatus.h cannot be included beside windows.h.
constexpr NTSTATUS kAuthTagMismatch = static_cast<NTSTATUS>(0xC000A002L);

class AesKey {
 public:
  explicit AesKey(const SecretKey& key) {
    RequireBcrypt(BCryptGenerateSymmetricKey(BCRYPT_AES_GCM_ALG_HANDLE, &handle_, nullptr, 0,
                                             Input(key), Length(key), 0));
  }
  AesKey(const AesKey&) = delete;
  AesKey& operator=(const AesKey&) = delete;
  ~AesKey() { BCryptDestroyKey(handle_); }

  BCRYPT_KEY_HANDLE get() const { return handle_; }

 private:
  BCRYPT_KEY_HANDLE handle_ = nullptr;
};

BCRYPT_AUTHENTICATED_CIPHER_MODE_INFO ModeInfo(const GcmNonce& nonce, ByteView associated,
                                               std::uint8_t* tag) {
  BCRYPT_AUTHENTICATED_CIPHER_MODE_INFO info;
  BCRYPT_INIT_AUTH_MODE_INFO(info);
  info.pbNonce = Input(nonce);
  info.cbNonce = Length(nonce);
  info.pbAuthData = Input(associated);
  info.cbAuthData = Length(associated);
  info.pbTag = tag;
  info.cbTag = static_cast<ULONG>(kGcmTagSize);
  return info;
}

// Trap: with a NULL output BCryptDecrypt only returns a size. It succeeds and does not check the
// tag. The data() of an empty vector may be NULL, and an empty message must be authenticated too.
PUCHAR Output(SecretBytes& data) {
  data.reserve(1);
  return data.data();
}

}  // namespace

GcmTag GcmEncrypt(const SecretKey& key, const GcmNonce& nonce, ByteView associated,
                  SecretBytes& data) {
  const AesKey aes(key);
  GcmTag tag{};
  auto info = ModeInfo(nonce, associated, tag.data());
  const PUCHAR bytes = Output(data);
  const ULONG size = Length(data);
  ULONG written = 0;
  RequireBcrypt(BCryptEncrypt(aes.get(), bytes, size, &info, nullptr, 0, bytes, size, &written, 0));
  return tag;
}

bool GcmDecrypt(const SecretKey& key, const GcmNonce& nonce, ByteView associated, const GcmTag& tag,
                SecretBytes& data) {
  const AesKey aes(key);
  GcmTag expected = tag;
  auto info = ModeInfo(nonce, associated, expected.data());
  const PUCHAR bytes = Output(data);
  const ULONG size = Length(data);
  ULONG written = 0;
  const NTSTATUS status =
      BCryptDecrypt(aes.get(), bytes, size, &info, nullptr, 0, bytes, size, &written, 0);
  if (status == kAuthTagMismatch) return false;
  RequireBcrypt(status);
  return true;
}

}  // namespace handoff_reference
