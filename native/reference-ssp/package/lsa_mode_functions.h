#pragma once

#include "windows_headers.h"

namespace handoff_reference {

// The functions of SECPKG_FUNCTION_TABLE, in its order, which LSA calls in its own process: the
// credentials, and the legs of a handshake. SpLsaModeInitialize hands the table to LSA.
//
// Null in the table are those of an authentication package, which logs people on, and this is none.

LSA_AP_INITIALIZE_PACKAGE LsaApInitializePackage;
SpInitializeFn SpInitialize;
SpShutdownFn SpShutdown;
SpGetInfoFn SpGetInfo;
SpAcceptCredentialsFn SpAcceptCredentials;
SpAcquireCredentialsHandleFn SpAcquireCredentialsHandle;
SpQueryCredentialsAttributesFn SpQueryCredentialsAttributes;
SpFreeCredentialsHandleFn SpFreeCredentialsHandle;
SpSaveCredentialsFn SpSaveCredentials;
SpGetCredentialsFn SpGetCredentials;
SpDeleteCredentialsFn SpDeleteCredentials;
SpInitLsaModeContextFn SpInitLsaModeContext;
SpAcceptLsaModeContextFn SpAcceptLsaModeContext;
SpDeleteContextFn SpDeleteContext;
SpApplyControlTokenFn SpApplyControlToken;
SpGetUserInfoFn SpGetUserInfo;
SpGetExtendedInformationFn SpGetExtendedInformation;
SpQueryContextAttributesFn SpQueryLsaModeContextAttributes;
SpAddCredentialsFn SpAddCredentials;
SpSetExtendedInformationFn SpSetExtendedInformation;
SpSetContextAttributesFn SpSetContextAttributes;
SpSetCredentialsAttributesFn SpSetCredentialsAttributes;

}  // namespace handoff_reference
