#include "credentials/credentials.h"

#include "crypto/key_derivation.h"
#include "crypto/random_bytes.h"

namespace handoff_reference {

Credentials::Credentials(ULONG use, Identity identity)
    : use_(use & SECPKG_CRED_BOTH), identity_(std::move(identity)) {
  if (use_ == 0) throw StatusError(SEC_E_UNKNOWN_CREDENTIALS);
  FillRandom(salt_);
}

void Credentials::RequireUse(ULONG use) const {
  if ((use_ & use) == 0) throw StatusError(SEC_E_NO_CREDENTIALS);
}

SecretKey Credentials::StretchedPassword(const PasswordSalt& salt, std::uint32_t iterations) {
  const std::lock_guard<std::mutex> guard(lock_);
  if (iterations != stretched_iterations_ || salt != stretched_salt_) {
    stretched_ = Pbkdf2HmacSha256(identity_.password, salt, iterations);
    stretched_salt_ = salt;
    stretched_iterations_ = iterations;
  }
  return stretched_;
}

}  // namespace handoff_reference
