#include "binding/thread_pool.h"

#include "binding/arguments.h"
#include "binding/outcome.h"
#include "windows/thread_pool.h"

namespace binding {
namespace {

// (threads)
Napi::Value SetThreadPoolSize(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto set = windows::ThreadPool::SetSize(Arguments(info)[0].Uint32());
  return set.ok() ? Success(env, env.Undefined()) : Failed(env, set.failure());
}

}  // namespace

void RegisterThreadPool(Napi::Env env, Napi::Object exports) {
  exports.Set("setThreadPoolSize",
              Napi::Function::New<SetThreadPoolSize>(env, "setThreadPoolSize"));
}

}  // namespace binding
