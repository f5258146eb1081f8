#include "caller_heap.h"

namespace mit_kerberos {

namespace {

PVOID NTAPI Allocate(ULONG size) { return HeapAlloc(GetProcessHeap(), 0, size); }
VOID NTAPI Free(PVOID memory) { HeapFree(GetProcessHeap(), 0, memory); }

}  // namespace

const handoff_reference::CallerHeap kProcessHeap{Allocate, Free, handoff_reference::CopyHere};

}  // namespace mit_kerberos
