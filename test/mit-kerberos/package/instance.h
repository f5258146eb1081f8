#pragma once

#include "context.h"
#include "package/handle_table.h"

namespace mit_kerberos {

// All objects that this process has created and not yet deleted.
struct Instance {
  handoff_reference::HandleTable<Credentials> credentials;
  handoff_reference::HandleTable<Context> contexts;

  static Instance& Get();
};

}  // namespace mit_kerberos
