#pragma once

#include "caller_memory.h"
#include "context/context.h"

namespace handoff_reference {

// QueryContextAttributes: fills the structure of the SECPKG_ATTR_ value. Its pointers are allocated
// from `heap`, and the caller frees them. The access token is an exception: the context owns it.
void QueryAttribute(Context& context, ULONG attribute, void* buffer, const CallerHeap& heap);

// QueryCredentialsAttributes.
void QueryAttribute(const Credentials& credentials, ULONG attribute, void* buffer,
                    const CallerHeap& heap);

}  // namespace handoff_reference
