#pragma once

#include <string>

#include "caller_memory.h"

namespace handoff_reference {

// One call of InitializeSecurityContext or AcceptSecurityContext, for both interfaces.
//
// A context handle of 0 starts a handshake. On later legs the credential handle may be 0.
struct HandshakeLeg {
  LSA_SEC_HANDLE credential;
  LSA_SEC_HANDLE context;
  ULONG requirements;
  PSecBufferDesc input;
  PSecBufferDesc output;
  PLSA_SEC_HANDLE new_context;
  PULONG flags;
  PTimeStamp expiry;
  // For LSA only, and null otherwise: receives a complete context for SpInitUserModeContext.
  PBOOLEAN mapped;
  PSecBuffer context_data;
  // The heap of the context data, and of a token that the caller wants allocated.
  CallerHeap heap;
};

SECURITY_STATUS RunClientLeg(const HandshakeLeg& leg, std::wstring target);
SECURITY_STATUS RunServerLeg(const HandshakeLeg& leg);

}  // namespace handoff_reference
