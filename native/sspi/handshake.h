#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sspi/bytes.h"
#include "sspi/credentials.h"
#include "sspi/security_status.h"

namespace sspi {

// The parameters of one side of a handshake, which are the same in each step.
struct Handshake {
  enum class Role { kClient, kServer };

  Role role;
  std::wstring target_name;  // for a client only
  ULONG requirements;        // ISC_REQ_* or ASC_REQ_*
  // The identifier of the TLS connection (RFC 5929); empty for none.
  std::vector<BYTE> channel_bindings;
  // For Schannel: the ALPN list. Each name follows its length in one byte (RFC 7301); empty for
  // none.
  std::vector<BYTE> application_protocols;
};

struct HandshakeStep {
  bool complete;
  ULONG token_size;  // of the token for the peer; may be 0
  ULONG attributes;  // ISC_RET_* or ASC_RET_*
  TimeStamp expiry;
  ULONG extra;  // trailing bytes of the peer's token that the step did not use
};

// Takes one step with the peer's token, which is empty only in the client's first step. The first
// step creates `context`, and later steps continue it. The token for the peer is written to the
// start of `room`, which must have the size of the package's largest token. Can wait on LSA or on a
// domain controller.
//
// If the server asks a client of Schannel for a certificate and the credentials have none, the step
// continues without a certificate: it adds ISC_REQ_USE_SUPPLIED_CREDS to the requirements.
Result<HandshakeStep> TakeStep(Handshake& handshake, Credentials& credentials, bool is_first_step,
                               CtxtHandle* context, std::vector<BYTE> peer_token, Bytes room);

}  // namespace sspi
