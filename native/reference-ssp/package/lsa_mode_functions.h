#pragma once

#include "windows_headers.h"

namespace handoff_reference {

// The functions that LSA mode has and user mode lacks: credentials, and the legs of a handshake.
// They have the shape that SECPKG_FUNCTION_TABLE wants, so that a table for LSA can point at them;
// so far only InitSecurityInterfaceW's table leads here.
//
// A context handle of 0 begins a handshake. On its later legs the credential handle may be 0.

SpGetInfoFn SpGetInfo;
SpAcquireCredentialsHandleFn SpAcquireCredentialsHandle;
SpFreeCredentialsHandleFn SpFreeCredentialsHandle;
SpQueryCredentialsAttributesFn SpQueryCredentialsAttributes;
SpInitLsaModeContextFn SpInitLsaModeContext;
SpAcceptLsaModeContextFn SpAcceptLsaModeContext;
SpDeleteContextFn SpDeleteContext;
SpApplyControlTokenFn SpApplyControlToken;

}  // namespace handoff_reference
