#pragma once

#include <windows.h>

#include <atomic>
#include <utility>

#include "windows/result.h"
#include "windows/unique_handle.h"

namespace windows {

// An open handle to an access token. An AccessToken, offers and security contexts share it, and the
// last of them closes it.
//
// A context passes the handle to ImportSecurityContext. No documentation says whether the package
// copies the handle, or keeps and closes it. After a close by the package, the value could name
// another handle, which the last owner would then close. So the handle is protected first:
// CloseHandle fails in any other code, and the value keeps its meaning until the last owner ends.
class TokenHandle {
 public:
  TokenHandle() = default;
  explicit TokenHandle(UniqueHandle handle) : handle_(std::move(handle)) {}
  TokenHandle(const TokenHandle&) = delete;
  TokenHandle& operator=(const TokenHandle&) = delete;
  ~TokenHandle() {
    if (is_protected_) SetHandleInformation(get(), kFlags, 0);
  }

  HANDLE get() const { return handle_.get(); }
  HANDLE* Receive() { return handle_.Receive(); }

  // Protects the handle until the destructor runs. Can be called again, by any thread.
  Result<bool> Protect() {
    if (is_protected_) return true;
    if (!SetHandleInformation(get(), kFlags, HANDLE_FLAG_PROTECT_FROM_CLOSE)) {
      return Win32Failure("SetHandleInformation");
    }
    return is_protected_ = true;
  }

 private:
  // Names both flags, because Wine makes one more call to its server to keep an unnamed flag. New
  // processes must not inherit the handle anyway.
  static constexpr DWORD kFlags = HANDLE_FLAG_INHERIT | HANDLE_FLAG_PROTECT_FROM_CLOSE;

  UniqueHandle handle_;
  std::atomic<bool> is_protected_{false};
};

}  // namespace windows
