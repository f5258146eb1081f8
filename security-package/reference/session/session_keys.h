#pragma once

#include "bytes/secret_bytes.h"

namespace handoff_reference {

enum class Role : std::uint8_t { kClient = 1, kServer = 2 };

// One key per direction and purpose, and the key of SECPKG_ATTR_SESSION_KEY. All are derived from
// the session's one secret, so a packed context contains only that secret.
struct SessionKeys {
  SessionKeys(const SecretKey& session_secret, Role role);

  SecretKey send_sign;
  SecretKey send_seal;
  SecretKey receive_sign;
  SecretKey receive_seal;
  SecretKey exported;
};

}  // namespace handoff_reference
