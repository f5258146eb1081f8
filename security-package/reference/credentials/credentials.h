#pragma once

#include <array>
#include <mutex>
#include <string>

#include "bytes/byte_view.h"
#include "credentials/identity.h"

namespace handoff_reference {

using PasswordSalt = std::array<std::uint8_t, 16>;

// The lowest count that SCRAM-SHA-256 (RFC 7677) allows. A package that protects real passwords
// would use hundreds of thousands. This package runs in test suites, under Wine, in every handshake
// with new credentials.
constexpr std::uint32_t kPasswordIterations = 4096;

// The object behind a credentials handle: an identity, and the sides that may use it.
class Credentials {
 public:
  // `use` is SECPKG_CRED_INBOUND, _OUTBOUND or _BOTH. Any other value is SEC_E_UNKNOWN_CREDENTIALS.
  Credentials(ULONG use, Identity identity);

  // Throws SEC_E_NO_CREDENTIALS unless they were acquired for this side.
  void RequireUse(ULONG use) const;

  const std::wstring& user() const { return identity_.user; }
  const std::wstring& domain() const { return identity_.domain; }

  // The salt that a server sends. The credentials keep one salt, as in SCRAM, so that each side
  // stretches the password once and not in every handshake.
  const PasswordSalt& salt() const { return salt_; }

  SecretKey StretchedPassword(const PasswordSalt& salt, std::uint32_t iterations);

 private:
  const ULONG use_;
  const Identity identity_;
  PasswordSalt salt_{};

  std::mutex lock_;
  PasswordSalt stretched_salt_{};
  std::uint32_t stretched_iterations_ = 0;
  SecretKey stretched_;
};

}  // namespace handoff_reference
