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

  HandleTable<Credentials> credentials;
  HandleTable<Context> contexts;
};

}  // namespace handoff_reference
