#pragma once

#include <napi.h>

#include <memory>
#include <mutex>

namespace binding {

// A JavaScript function that any thread can call, and that keeps the event loop alive until
// Release(). A call after the end of the environment does nothing, because Node has freed the
// underlying function by then.
class ThreadSafeCallback {
 public:
  static std::shared_ptr<ThreadSafeCallback> Make(Napi::Env env, const Napi::Function& function) {
    auto callback = std::make_shared<ThreadSafeCallback>();
    auto* held = new std::shared_ptr<ThreadSafeCallback>(callback);
    callback->function_ = Napi::ThreadSafeFunction::New(
        env, function, "sspi-handoff", 0, 1,
        [](Napi::Env, std::shared_ptr<ThreadSafeCallback>* self) {
          (*self)->Forget();
          delete self;
        },
        held);
    callback->is_open_ = true;
    return callback;
  }

  void Call() {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (is_open_) function_.NonBlockingCall();
  }

  // Lets the event loop end while the callback is open. Must run on the JavaScript thread.
  void Unref(Napi::Env env) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (is_open_) function_.Unref(env);
  }

  void Release() {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (is_open_) function_.Release();
    is_open_ = false;
  }

 private:
  void Forget() {
    const std::lock_guard<std::mutex> lock(mutex_);
    is_open_ = false;
  }

  std::mutex mutex_;
  Napi::ThreadSafeFunction function_;
  bool is_open_ = false;
};

}  // namespace binding
