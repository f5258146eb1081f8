#pragma once

#include <cstdint>

#include "session/session_keys.h"

namespace handoff_reference {

// The protection of a context's messages. Client and server agree on it in their handshake.
struct Protection {
  bool replay_detect = false;
  bool sequence_detect = false;
  bool confidentiality = false;
  bool integrity = false;

  // Reads the flags of one side: either the flags that it asks for (ISC_REQ_ or ASC_REQ_) or the
  // flags that it was granted (ISC_RET_ or ASC_RET_). Both have the same values. Ignores other
  // flags.
  //
  // REPLAY_DETECT and SEQUENCE_DETECT imply INTEGRITY: Microsoft Learn, Context Requirements.
  static Protection FromFlags(Role role, std::uint32_t flags);

  std::uint32_t ToFlags(Role role) const;

  bool any() const { return confidentiality || integrity; }
};

// Returns the protection that both sides ask for.
Protection Common(const Protection& one, const Protection& other);

}  // namespace handoff_reference
