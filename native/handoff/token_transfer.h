#pragma once

#include "windows/access_token.h"
#include "windows/process.h"

namespace handoff {

// Creates a handle to the token in the receiver and returns its value there. The handle has the
// `wanted` rights. If they are refused, because the package's handle has fewer and the token's
// security descriptor grants no more, it has those of them that the package's handle has.
windows::Result<HANDLE> DuplicateTokenInto(const windows::Process& receiver,
                                           const windows::AccessToken& token, ACCESS_MASK wanted);

}  // namespace handoff
