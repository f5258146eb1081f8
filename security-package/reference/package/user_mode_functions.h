#pragma once

#include "windows_headers.h"

namespace handoff_reference {

// The functions of SECPKG_USER_FUNCTION_TABLE, in its order, which secur32 calls in the process of
// its caller. SpUserModeInitialize hands the table to it.

SpInstanceInitFn SpInstanceInit;
SpInitUserModeContextFn SpInitUserModeContext;
SpMakeSignatureFn SpMakeSignature;
SpVerifySignatureFn SpVerifySignature;
SpSealMessageFn SpSealMessage;
SpUnsealMessageFn SpUnsealMessage;
SpGetContextTokenFn SpGetContextToken;
SpQueryContextAttributesFn SpQueryContextAttributes;
SpCompleteAuthTokenFn SpCompleteAuthToken;
SpDeleteContextFn SpDeleteUserModeContext;
SpExportSecurityContextFn SpExportSecurityContext;
SpImportSecurityContextFn SpImportSecurityContext;

}  // namespace handoff_reference
