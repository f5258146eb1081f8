#include "binding/process.h"

#include <utility>

#include "binding/arguments.h"
#include "binding/outcome.h"

namespace binding {
namespace {

Napi::Value ToJsProcess(Napi::Env env, windows::Result<windows::Process> process) {
  if (!process.ok()) return Failed(env, process.failure());
  return Success(
      env,
      Process::Wrap(env, std::make_shared<const windows::Process>(std::move(process.value()))));
}

}  // namespace

void Process::Register(Napi::Env env, Napi::Object exports) {
  ExportFunctions(
      env, exports,
      {Function<&Process::Open>("open"), Function<&Process::OpenParent>("openParent"),
       Function<&Process::HasExited>("hasExited"), Function<&NativeObject::Dispose>("dispose")});
}

// (pid)
Napi::Value Process::Open(const Napi::CallbackInfo& info) {
  return ToJsProcess(info.Env(), windows::Process::OpenRunning(Arguments(info)[0].Uint32()));
}

// (pid)
Napi::Value Process::OpenParent(const Napi::CallbackInfo& info) {
  return ToJsProcess(info.Env(), windows::Process::OpenParent(Arguments(info)[0].Uint32()));
}

Napi::Value Process::HasExited(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), From(info)->HasExited());
}

}  // namespace binding
