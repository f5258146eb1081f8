#pragma once

#include "windows_headers.h"

namespace handoff_reference {

// The functions of SECPKG_USER_FUNCTION_TABLE, in its order. SpUserModeInitialize hands the table
// to LSA's user-mode half; InitSecurityInterfaceW's table leads to the same functions.

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
SpFormatCredentialsFn SpFormatCredentials;
SpMarshallSupplementalCredsFn SpMarshallSupplementalCreds;
SpExportSecurityContextFn SpExportSecurityContext;
SpImportSecurityContextFn SpImportSecurityContext;

}  // namespace handoff_reference
