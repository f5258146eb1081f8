#pragma once

#include "caller_memory.h"

namespace mit_kerberos {

// Memory that the caller frees. Wine's FreeContextBuffer frees it from the process heap, and asks
// no package.
extern const handoff_reference::CallerHeap kProcessHeap;

}  // namespace mit_kerberos
