#pragma once

#include <napi.h>

#include <memory>
#include <unordered_set>

#include "binding/event_loop.h"
#include "windows/open_handles.h"

namespace binding {

// The addresses of an environment's native objects of one class: see NativeObject.
using LiveObjects = std::shared_ptr<std::unordered_set<const void*>>;

// The addon's data for one Node environment (the main thread, or a worker thread).
struct AddonData {
  explicit AddonData(Napi::Env env) : event_loop(EventLoop::Make(env)) {}

  static AddonData& Of(Napi::Env env) { return *env.GetInstanceData<AddonData>(); }

  LiveObjects access_tokens = std::make_shared<LiveObjects::element_type>();
  LiveObjects credentials = std::make_shared<LiveObjects::element_type>();
  LiveObjects offers = std::make_shared<LiveObjects::element_type>();
  LiveObjects processes = std::make_shared<LiveObjects::element_type>();
  LiveObjects security_contexts = std::make_shared<LiveObjects::element_type>();
  std::shared_ptr<EventLoop> event_loop;
  windows::OpenHandlesPtr open_handles = std::make_shared<windows::OpenHandles>();
};

void RegisterOpenHandles(Napi::Env env, Napi::Object exports);

}  // namespace binding
