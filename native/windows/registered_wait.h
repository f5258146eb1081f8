#pragma once

#include <windows.h>

#include <functional>
#include <memory>
#include <utility>

#include "windows/result.h"

namespace windows {

// Makes the system's wait pool call a function whenever an object is signaled or a time has passed.
// The destructor waits for a running call, so it must not run within one.
class RegisteredWait {
 public:
  using Callback = std::function<void()>;

  // `callback` runs on a pool thread, must not throw, and must not block. `flags` are WT_EXECUTE...
  static Result<RegisteredWait> Start(HANDLE object, DWORD milliseconds, ULONG flags,
                                      Callback callback) {
    RegisteredWait wait(std::make_unique<Callback>(std::move(callback)));
    if (!RegisterWaitForSingleObject(&wait.handle_, object, &Call, wait.callback_.get(),
                                     milliseconds, flags)) {
      wait.handle_ = nullptr;
      return Win32Failure("RegisterWaitForSingleObject");
    }
    return wait;
  }

  RegisteredWait(RegisteredWait&& other) noexcept
      : callback_(std::move(other.callback_)), handle_(std::exchange(other.handle_, nullptr)) {}
  RegisteredWait& operator=(RegisteredWait&& other) noexcept {
    std::swap(callback_, other.callback_);
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~RegisteredWait() {
    if (handle_ != nullptr) UnregisterWaitEx(handle_, INVALID_HANDLE_VALUE);
  }

 private:
  explicit RegisteredWait(std::unique_ptr<Callback> callback) : callback_(std::move(callback)) {}

  static void CALLBACK Call(void* callback, BOOLEAN) { (*static_cast<Callback*>(callback))(); }

  std::unique_ptr<Callback> callback_;
  HANDLE handle_ = nullptr;
};

}  // namespace windows
