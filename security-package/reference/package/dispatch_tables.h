#pragma once

#include "caller_memory.h"

namespace handoff_reference {

// The support functions that the host passes to an SSP/AP: LSA to the LSA half, secur32 to the
// user-mode half. Each half has its own. A function that was not passed has no replacement, so
// using it is SEC_E_INTERNAL_ERROR.

void KeepLsaFunctions(const LSA_DISPATCH_TABLE& table);
// The structure begins with the members of LSA_DISPATCH_TABLE.
void KeepLsaFunctions(const LSA_SECPKG_FUNCTION_TABLE& table);
bool HasLsaFunctions();
void KeepUserModeFunctions(const SECPKG_DLL_FUNCTIONS& table);

// Allocates memory in LSA's own process, for data that LSA passes on to the caller.
CallerHeap LsaHeap();

// Allocates memory in the process whose call LSA is serving.
CallerHeap ClientHeap();

// Allocates memory in the process of the user-mode half.
CallerHeap UserModeHeap();

// Reads memory of the process whose call LSA is serving. Throws SEC_E_INVALID_PARAMETER if it
// cannot.
void ReadClient(void* to, const void* from, ULONG size);

}  // namespace handoff_reference
