#pragma once

#include <windows.h>

#include <security.h>

namespace sspi {

// Owns a context handle. Only this class calls DeleteSecurityContext for a live context.
class ContextHandle {
 public:
  ContextHandle() = default;
  ContextHandle(const ContextHandle&) = delete;
  ContextHandle& operator=(const ContextHandle&) = delete;
  ~ContextHandle() {
    if (is_live_) DeleteSecurityContext(&handle_);
  }

  // Zero until a context exists: SSPI returns SEC_E_INVALID_HANDLE for zero.
  CtxtHandle* get() { return &handle_; }
  bool is_live() const { return is_live_; }

  // Records that *get() is now a context that this object must delete.
  void MarkLive() { is_live_ = true; }

  // Records that the context no longer exists: an export deleted it, or a step created none.
  void Forget() {
    is_live_ = false;
    handle_ = {};
  }

 private:
  CtxtHandle handle_{};
  bool is_live_ = false;
};

}  // namespace sspi
