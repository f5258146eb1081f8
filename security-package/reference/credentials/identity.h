#pragma once

#include <string>

#include "bytes/secret_bytes.h"
#include "caller_memory.h"

namespace handoff_reference {

// The pAuthData of AcquireCredentialsHandle.
struct Identity {
  std::wstring user;
  std::wstring domain;
  SecretBytes password;  // UTF-16, unchanged
};

// Reads SEC_WINNT_AUTH_IDENTITY_W, _A and _EX. A missing identity, or one without user or password,
// is SEC_E_NO_CREDENTIALS. One that this package cannot read is SEC_E_UNKNOWN_CREDENTIALS.
//
// `read` copies the structure and its texts once, because for LSA they are in another process.
Identity ReadIdentity(const void* auth_data, CopyMemoryOfCaller read);

}  // namespace handoff_reference
