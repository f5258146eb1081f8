#pragma once

#include "windows_headers.h"

namespace handoff_reference {

// The functions of SECPKG_FUNCTION_TABLE, in its order, which LSA calls in its own process: the
// credentials, and the legs of a handshake. SpLsaModeInitialize hands the table to LSA.
//
// Not here are those that an authentication package logs people on with, and others that this
// package has no use for: the table has a refusal in their places.

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
