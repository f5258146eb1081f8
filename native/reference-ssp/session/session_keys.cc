#include "session/session_keys.h"

#include <utility>

#include "crypto/key_derivation.h"

namespace handoff_reference {

SessionKeys::SessionKeys(const SecretKey& session_secret, Role role)
    : send_sign(HkdfExpand(session_secret, "client to server sign")),
      send_seal(HkdfExpand(session_secret, "client to server seal")),
      receive_sign(HkdfExpand(session_secret, "server to client sign")),
      receive_seal(HkdfExpand(session_secret, "server to client seal")),
      exported(HkdfExpand(session_secret, "session key attribute")) {
  if (role == Role::kServer) {
    std::swap(send_sign, receive_sign);
    std::swap(send_seal, receive_seal);
  }
}

}  // namespace handoff_reference
