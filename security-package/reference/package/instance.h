#pragma once

#include "context/context.h"
#include "credentials/credentials.h"
#include "package/handle_table.h"

namespace handoff_reference {

// All state of one load of this DLL. secur32 loads the DLL to inspect it, unloads it, and loads it
// again at first use. No state outlives an unload.
struct Instance {
  // Created at the first call, because BCrypt must not be used in DllMain.
  static Instance& Get();

  // The implementation of AcquireCredentialsHandle.
  LSA_SEC_HANDLE AcquireCredentials(ULONG use, Identity identity, TimeStamp* expiry);

  // Returns the object of a handle for the user-mode half: a context that was mapped or imported,
  // or a context of the LSA half. The latter exists where both halves are in one process and
  // contexts are not mapped: in a plain SSP, and under Wine. Both functions throw
  // SEC_E_INVALID_HANDLE.
  std::shared_ptr<Context> FindInUserMode(LSA_SEC_HANDLE handle);
  void RemoveInUserMode(LSA_SEC_HANDLE handle);

  HandleTable<Credentials> credentials;
  HandleTable<Context> lsa_contexts;
  HandleTable<Context> user_mode_contexts;
};

}  // namespace handoff_reference
