#pragma once

#include <cstdint>
#include <string>
#include <vector>

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
  std::vector<BYTE> token;  // for the peer; may be empty
  ULONG attributes;         // ISC_RET_* or ASC_RET_*
  TimeStamp expiry;
  std::size_t extra;  // how many bytes at the end of the peer's token belong to what comes next
  // Once complete: the package that the handshake settled on, which is what an export of this
  // context is to be imported under. Negotiate settles on another than its own.
  std::wstring package_name;
};

// Takes one step with the peer's token, which is empty only in the client's first step. The first
// step writes `context`; later ones go on with it. Can wait on LSA or on a domain controller.
Result<HandshakeStep> TakeStep(const Handshake& handshake, Credentials& credentials,
                               bool is_first_step, CtxtHandle* context,
                               std::vector<BYTE> peer_token);

}  // namespace sspi
