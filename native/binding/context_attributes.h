#pragma once

#include <napi.h>

#include <string>

#include "sspi/security_context.h"

namespace binding {

// An outcome with the attribute of that name. TypeScript knows the names; an unknown one throws.
Napi::Value QueryAttribute(Napi::Env env, sspi::SecurityContext& context, const std::string& name);

}  // namespace binding
