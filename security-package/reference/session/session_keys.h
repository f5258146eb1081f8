#pragma once

#include "bytes/secret_bytes.h"

namespace handoff_reference {

enum class Role : std::uint8_t { kClient = 1, kServer = 2 };

// One key per direction and purpose, and the one that SECPKG_ATTR_SESSION_KEY gives away. All come
// from the session's one secret, which is why a packed context need carry no more than that.
struct SessionKeys {
  SessionKeys(const SecretKey& session_secret, Role role);

  SecretKey send_sign;
  SecretKey send_seal;
  SecretKey receive_sign;
  SecretKey receive_seal;
  SecretKey exported;
};

}  // namespace handoff_reference
