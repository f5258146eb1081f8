#pragma once

#include <napi.h>

#include <memory>

#include "binding/event_loop.h"
#include "windows/open_handles.h"

namespace binding {

// The addon's data for one Node environment (the main thread, or a worker thread).
struct AddonData {
  explicit AddonData(Napi::Env env) : event_loop(EventLoop::Make(env)) {}

  static AddonData& Of(Napi::Env env) { return *env.GetInstanceData<AddonData>(); }

  Napi::FunctionReference access_token;
  Napi::FunctionReference credentials;
  Napi::FunctionReference offer;
  Napi::FunctionReference process;
  Napi::FunctionReference security_context;
  std::shared_ptr<EventLoop> event_loop;
  windows::OpenHandlesPtr open_handles = std::make_shared<windows::OpenHandles>();
};

void RegisterOpenHandles(Napi::Env env, Napi::Object exports);

}  // namespace binding
