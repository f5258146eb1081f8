#pragma once

#include <napi.h>

#include "binding/native_object.h"
#include "windows/process.h"

namespace binding {

// A receiver. Its process is held open from the moment when the caller names it.
class Process : public NativeObject<Process, const windows::Process> {
 public:
  static constexpr const char* kClassName = "Process";
  static constexpr auto kLive = &AddonData::processes;

  static void Register(Napi::Env env, Napi::Object exports);

 private:
  static Napi::Value Open(const Napi::CallbackInfo& info);
  static Napi::Value OpenParent(const Napi::CallbackInfo& info);

  static Napi::Value HasExited(const Napi::CallbackInfo& info);
};

}  // namespace binding
