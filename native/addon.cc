#include <napi.h>

#include "binding/access_token.h"
#include "binding/addon_data.h"
#include "binding/credentials.h"
#include "binding/security_context.h"
#include "binding/security_packages.h"

namespace {

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  auto* data = new binding::AddonData;
  env.SetInstanceData(data);
  binding::AccessToken::Register(env, exports, *data);
  binding::Credentials::Register(env, exports, *data);
  binding::SecurityContext::Register(env, exports, *data);
  binding::RegisterSecurityPackages(env, exports);
  binding::RegisterOpenHandles(env, exports);
  return exports;
}

}  // namespace

NODE_API_MODULE(NODE_GYP_MODULE_NAME, Init)
