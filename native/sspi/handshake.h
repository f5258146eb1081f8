#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sspi/bytes.h"
#include "sspi/credentials.h"
#include "sspi/security_status.h"

namespace sspi {

// How one side conducts the handshake: what stays the same from step to step.
struct Handshake {
  enum class Role { kClient, kServer };

  Role role;
  std::wstring target_name;  // the client's only
  ULONG requirements;        // ISC_REQ_* or ASC_REQ_*
  // What both sides' TLS connection is known by (RFC 5929); empty for none.
  std::vector<BYTE> channel_bindings;
  // For Schannel: each protocol's name after its length in a byte (RFC 7301); empty for none.
  std::vector<BYTE> application_protocols;
};

struct HandshakeStep {
  bool complete;
  ULONG token_size;  // of what is for the peer; may be 0
  ULONG attributes;  // ISC_RET_* or ASC_RET_*
  TimeStamp expiry;
  ULONG extra;  // how many bytes at the end of the peer's token belong to what comes next
};

// Takes one step with the peer's token, which is empty only in the client's first step. The first
// step writes `context`; later ones go on with it. The token for the peer is written to the start
// of `room`, which is to be as large as the package's tokens can be. Can wait on LSA or on a domain
// controller.
Result<HandshakeStep> TakeStep(const Handshake& handshake, Credentials& credentials,
                               bool is_first_step, CtxtHandle* context,
                               std::vector<BYTE> peer_token, Bytes room);

}  // namespace sspi
