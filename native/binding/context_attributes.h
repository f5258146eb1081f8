#pragma once

#include <napi.h>

#include <string>

#include "sspi/security_context.h"

namespace binding {

// Returns an outcome with the attribute of that name, and throws for an unknown name. TypeScript
// knows the names.
Napi::Value QueryAttribute(Napi::Env env, sspi::SecurityContext& context, const std::string& name);

}  // namespace binding
