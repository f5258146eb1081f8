#pragma once

#include "flags.h"

namespace mit_kerberos {

// One call of InitializeSecurityContext or AcceptSecurityContext.
struct HandshakeLeg {
  PCredHandle credential;
  PCtxtHandle context;
  // The target name of a client.
  const WCHAR* target;
  ULONG requirements;
  PSecBufferDesc input;
  PSecBufferDesc output;
  PCtxtHandle new_context;
  ULONG* flags;
  PTimeStamp expiry;
};

SECURITY_STATUS RunLeg(Role role, const HandshakeLeg& leg);

}  // namespace mit_kerberos
