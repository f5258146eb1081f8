#pragma once

#include "context/context.h"
#include "credentials/credentials.h"
#include "package/handle_table.h"

namespace handoff_reference {

// All state that one load of this DLL has. secur32 loads the DLL to see what is in it, unloads it,
// and loads it again at first use: nothing in here outlives that, and nothing may have to.
struct Instance {
  // Made at the first call, since BCrypt must not be used in DllMain.
  static Instance& Get();

  // What AcquireCredentialsHandle does.
  LSA_SEC_HANDLE AcquireCredentials(ULONG use, Identity identity, TimeStamp* expiry);

  // What the user-mode half finds under a handle: a context that was mapped or imported, or one of
  // the LSA half's, where both halves are in one process and contexts are not mapped: in a plain
  // SSP, and under Wine. Both throw SEC_E_INVALID_HANDLE.
  std::shared_ptr<Context> FindInUserMode(LSA_SEC_HANDLE handle);
  void RemoveInUserMode(LSA_SEC_HANDLE handle);

  HandleTable<Credentials> credentials;
  HandleTable<Context> lsa_contexts;
  HandleTable<Context> user_mode_contexts;
};

}  // namespace handoff_reference
