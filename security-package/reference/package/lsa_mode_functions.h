#pragma once

#include "windows_headers.h"

namespace handoff_reference {

// The functions of SECPKG_FUNCTION_TABLE, in its order: the credentials, and the legs of a
// handshake. LSA calls them in its own process. SpLsaModeInitialize returns the table to LSA.
//
// The functions for logons, and others that this package does not need, are missing. The table
// contains a refusal in their places.

LSA_AP_INITIALIZE_PACKAGE LsaApInitializePackage;
LSA_AP_LOGON_TERMINATED LsaApLogonTerminated;
SpInitializeFn SpInitialize;
SpShutdownFn SpShutdown;
SpGetInfoFn SpGetInfo;
SpAcceptCredentialsFn SpAcceptCredentials;
SpAcquireCredentialsHandleFn SpAcquireCredentialsHandle;
SpQueryCredentialsAttributesFn SpQueryCredentialsAttributes;
SpFreeCredentialsHandleFn SpFreeCredentialsHandle;
SpInitLsaModeContextFn SpInitLsaModeContext;
SpAcceptLsaModeContextFn SpAcceptLsaModeContext;
SpDeleteContextFn SpDeleteContext;
SpQueryContextAttributesFn SpQueryLsaModeContextAttributes;

}  // namespace handoff_reference
