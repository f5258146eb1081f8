#pragma once

#include <windows.h>

#include <utility>

#include "windows/result.h"

namespace windows {

// Owns a kernel handle. Only this class calls CloseHandle.
class UniqueHandle {
 public:
  UniqueHandle() = default;
  explicit UniqueHandle(HANDLE handle) : handle_(handle) {}
  UniqueHandle(UniqueHandle&& other) noexcept : handle_(other.Release()) {}
  UniqueHandle& operator=(UniqueHandle&& other) noexcept {
    if (this != &other) {
      Reset();
      handle_ = other.Release();
    }
    return *this;
  }
  ~UniqueHandle() { Reset(); }

  HANDLE get() const { return handle_; }
  explicit operator bool() const { return handle_ != nullptr; }
  HANDLE Release() { return std::exchange(handle_, nullptr); }

  // For calls that write a handle through a pointer. Closes the previous handle first.
  HANDLE* Receive() {
    Reset();
    return &handle_;
  }

 private:
  void Reset() {
    if (handle_ != nullptr) CloseHandle(Release());
  }

  HANDLE handle_ = nullptr;
};

// Creates another handle of this process to the same object: with `access`, or with the same rights
// if it is zero.
inline Result<UniqueHandle> DuplicateHere(HANDLE handle, ACCESS_MASK access = 0) {
  UniqueHandle duplicate;
  if (!DuplicateHandle(GetCurrentProcess(), handle, GetCurrentProcess(), duplicate.Receive(),
                       access, FALSE, access == 0 ? DUPLICATE_SAME_ACCESS : 0)) {
    return Win32Failure("DuplicateHandle");
  }
  return duplicate;
}

}  // namespace windows
