#include "binding/addon_data.h"

namespace binding {
namespace {

Napi::Value OpenHandles(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const windows::OpenHandles& open = *AddonData::Of(env).open_handles;
  Napi::Object counts = Napi::Object::New(env);
  counts.Set("accessTokens", open.access_tokens.load());
  counts.Set("credentials", open.credentials.load());
  counts.Set("securityContexts", open.security_contexts.load());
  return counts;
}

}  // namespace

void RegisterOpenHandles(Napi::Env env, Napi::Object exports) {
  exports.Set("openHandles", Napi::Function::New<OpenHandles>(env, "openHandles"));
}

}  // namespace binding
