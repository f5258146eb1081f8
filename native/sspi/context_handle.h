#pragma once

#include <windows.h>

#include <security.h>

namespace sspi {

// Owns a context handle: the one place where DeleteSecurityContext is called for a live context.
class ContextHandle {
 public:
  ContextHandle() = default;
  ContextHandle(const ContextHandle&) = delete;
  ContextHandle& operator=(const ContextHandle&) = delete;
  ~ContextHandle() {
    if (is_live_) DeleteSecurityContext(&handle_);
  }

  // Zero until there is a context: SSPI answers SEC_E_INVALID_HANDLE to that.
  CtxtHandle* get() { return &handle_; }
  bool is_live() const { return is_live_; }

  // What get() points at has been made a context, and is ours to delete.
  void MarkLive() { is_live_ = true; }

  // The context is gone by other means: an export that deleted it, or a step that made none.
  void Forget() {
    is_live_ = false;
    handle_ = {};
  }

 private:
  CtxtHandle handle_{};
  bool is_live_ = false;
};

}  // namespace sspi
