#pragma once

#include <napi.h>

#include "binding/native_object.h"
#include "windows/process.h"

namespace binding {

// A receiver. Its process is held open from the moment when the caller names it.
class Process : public NativeObject<Process, const windows::Process> {
 public:
  static constexpr const char* kClassName = "Process";
  static constexpr napi_type_tag kTypeTag{0x3c1f7be2946d4a08ULL, 0x8d5e20b97fa3c614ULL};
  static constexpr auto kConstructor = &AddonData::process;

  using NativeObject::NativeObject;

  static void Register(Napi::Env env, Napi::Object exports, AddonData& data);

 private:
  static Napi::Value Open(const Napi::CallbackInfo& info);
  static Napi::Value OpenParent(const Napi::CallbackInfo& info);

  Napi::Value HasExited(const Napi::CallbackInfo& info);
};

}  // namespace binding
