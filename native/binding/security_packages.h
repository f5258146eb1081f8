#pragma once

#include <napi.h>

#include "sspi/security_package.h"

namespace binding {

Napi::Object ToJs(Napi::Env env, const sspi::SecurityPackage& package);

void RegisterSecurityPackages(Napi::Env env, Napi::Object exports);

}  // namespace binding
