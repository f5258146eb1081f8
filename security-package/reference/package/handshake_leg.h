#pragma once

#include <string>

#include "caller_memory.h"

namespace handoff_reference {

// One call of InitializeSecurityContext or AcceptSecurityContext, by either way in.
//
// A context handle of 0 begins a handshake. On its later legs the credential handle may be 0.
struct HandshakeLeg {
  LSA_SEC_HANDLE credential;
  LSA_SEC_HANDLE context;
  ULONG requirements;
  PSecBufferDesc input;
  PSecBufferDesc output;
  PLSA_SEC_HANDLE new_context;
  PULONG flags;
  PTimeStamp expiry;
  // For LSA, and both null elsewhere: where a context that is complete is put for
  // SpInitUserModeContext.
  PBOOLEAN mapped;
  PSecBuffer context_data;
  // What a token comes from if the caller wants it allocated, and the context data.
  CallerHeap heap;
};

SECURITY_STATUS RunClientLeg(const HandshakeLeg& leg, std::wstring target);
SECURITY_STATUS RunServerLeg(const HandshakeLeg& leg);

}  // namespace handoff_reference
