#include <napi.h>
#include <windows.h>

#include "binding/access_token.h"
#include "binding/addon_data.h"
#include "binding/adoption.h"
#include "binding/credentials.h"
#include "binding/identity.h"
#include "binding/offer.h"
#include "binding/process.h"
#include "binding/security_context.h"
#include "binding/security_packages.h"
#include "binding/thread_pool.h"

namespace {

// Node unloads an addon when the last thread that loaded it ends, even if that is a worker thread.
// But the threads of windows::ThreadPool run its code until the process ends.
void StayLoaded() {
  HMODULE self = nullptr;
  GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS,
                     reinterpret_cast<const wchar_t*>(&StayLoaded), &self);
}

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  StayLoaded();
  env.SetInstanceData(new binding::AddonData(env));
  binding::AccessToken::Register(env, exports);
  binding::Credentials::Register(env, exports);
  binding::Offer::Register(env, exports);
  binding::Process::Register(env, exports);
  binding::SecurityContext::Register(env, exports);
  binding::RegisterSecurityPackages(env, exports);
  binding::RegisterAdoption(env, exports);
  binding::RegisterOpenHandles(env, exports);
  binding::RegisterIdentity(env, exports);
  binding::RegisterThreadPool(env, exports);
  return exports;
}

}  // namespace

NODE_API_MODULE(NODE_GYP_MODULE_NAME, Init)
