#pragma once

#include "caller_memory.h"

namespace handoff_reference {

// The support functions that the host of an SSP/AP hands over to it: LSA to the LSA half, secur32
// to the user-mode half. Each half has its own; to use one that was not handed over is
// SEC_E_INTERNAL_ERROR, for there is nothing that could stand in for it.

void KeepLsaFunctions(const LSA_DISPATCH_TABLE& table);
// Begins with the members of LSA_DISPATCH_TABLE.
void KeepLsaFunctions(const LSA_SECPKG_FUNCTION_TABLE& table);
bool HasLsaFunctions();
void KeepUserModeFunctions(const SECPKG_DLL_FUNCTIONS& table);

// Memory of LSA's own process, for what LSA passes on to the caller.
CallerHeap LsaHeap();

// Memory in the process whose call LSA is serving.
CallerHeap ClientHeap();

// Memory of the process that the user-mode half is in.
CallerHeap UserModeHeap();

// Reads memory of the process whose call LSA is serving. SEC_E_INVALID_PARAMETER if it cannot.
void ReadClient(void* to, const void* from, ULONG size);

}  // namespace handoff_reference
