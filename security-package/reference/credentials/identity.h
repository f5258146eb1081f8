#pragma once

#include <string>

#include "bytes/secret_bytes.h"
#include "caller_memory.h"

namespace handoff_reference {

// What a caller passes to AcquireCredentialsHandle as pAuthData.
struct Identity {
  std::wstring user;
  std::wstring domain;
  SecretBytes password;  // UTF-16, as it was given
};

// Takes SEC_WINNT_AUTH_IDENTITY_W, _A and _EX. No identity, or one without user or password, is
// SEC_E_NO_CREDENTIALS; one that this package cannot read is SEC_E_UNKNOWN_CREDENTIALS.
//
// The structure and its texts are read once, with `read`: in LSA they lie in another process.
Identity ReadIdentity(const void* auth_data, CopyMemoryOfCaller read);

}  // namespace handoff_reference
