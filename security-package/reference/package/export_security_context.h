#pragma once

#include "caller_memory.h"

namespace handoff_reference {

// The implementation of ExportSecurityContext for both interfaces. They differ only in the heap of
// the packed context. SpExportSecurityContext calls it with AllocateHeap.
void ExportContext(LSA_SEC_HANDLE handle, ULONG flags, SecBuffer* packed_context,
                   HANDLE* access_token, const CallerHeap& heap);

}  // namespace handoff_reference
