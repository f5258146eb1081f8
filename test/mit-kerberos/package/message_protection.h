#pragma once

#include "context.h"

namespace mit_kerberos {

// The functions for messages of sspi.h. All change the buffers of `message` in place.
void MakeSignature(Context& context, ULONG quality, SecBufferDesc* message);
void VerifySignature(Context& context, SecBufferDesc* message, ULONG* quality);
void EncryptMessage(Context& context, ULONG quality, SecBufferDesc* message);
void DecryptMessage(Context& context, SecBufferDesc* message, ULONG* quality);

SecPkgContext_Sizes SizesOf(const Context::Use& context);

}  // namespace mit_kerberos
