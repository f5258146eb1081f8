#pragma once

#include "caller_memory.h"

namespace handoff_reference {

// What a call of ExportSecurityContext arrives at, by either way in; the two differ in nothing but
// the heap that the packed context comes from. SpExportSecurityContext is this with AllocateHeap.
void ExportContext(LSA_SEC_HANDLE handle, ULONG flags, SecBuffer* packed_context,
                   HANDLE* access_token, const CallerHeap& heap);

}  // namespace handoff_reference
