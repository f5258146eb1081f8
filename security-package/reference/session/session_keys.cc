#include "session/session_keys.h"

#include "crypto/key_derivation.h"

namespace handoff_reference {

namespace {

struct Labels {
  const char* sign;
  const char* seal;
};

constexpr Labels kFromClient{"client to server sign", "client to server seal"};
constexpr Labels kFromServer{"server to client sign", "server to client seal"};

const Labels& Sent(Role role) { return role == Role::kClient ? kFromClient : kFromServer; }
const Labels& Received(Role role) { return role == Role::kClient ? kFromServer : kFromClient; }

}  // namespace

// Derives each key in its place. Exchanging two keys later (std::swap) left a copy on the stack
// that was not wiped.
SessionKeys::SessionKeys(const SecretKey& session_secret, Role role)
    : send_sign(HkdfExpand(session_secret, Sent(role).sign)),
      send_seal(HkdfExpand(session_secret, Sent(role).seal)),
      receive_sign(HkdfExpand(session_secret, Received(role).sign)),
      receive_seal(HkdfExpand(session_secret, Received(role).seal)),
      exported(HkdfExpand(session_secret, "session key attribute")) {}

}  // namespace handoff_reference
