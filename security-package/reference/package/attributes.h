#pragma once

#include "caller_memory.h"
#include "context/context.h"

namespace handoff_reference {

// QueryContextAttributes: fills the structure that belongs to the SECPKG_ATTR_ value. What it
// points to comes from `heap` and is the caller's to free, with one exception: the access token
// stays the context's.
void QueryAttribute(Context& context, ULONG attribute, void* buffer, const CallerHeap& heap);

// QueryCredentialsAttributes.
void QueryAttribute(const Credentials& credentials, ULONG attribute, void* buffer,
                    const CallerHeap& heap);

}  // namespace handoff_reference
