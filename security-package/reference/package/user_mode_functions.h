#pragma once

#include "windows_headers.h"

namespace handoff_reference {

// The functions of SECPKG_USER_FUNCTION_TABLE, in its order. secur32 calls them in the process of
// its caller. SpUserModeInitialize returns the table.

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
