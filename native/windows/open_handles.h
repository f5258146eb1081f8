#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <utility>

namespace windows {

// The numbers of open handles of one Node environment, by kind. The owners of the handles share
// them, because an operation on a pool thread can outlive the environment that started it.
struct OpenHandles {
  std::atomic<std::uint32_t> access_tokens{0};
  std::atomic<std::uint32_t> credentials{0};
  std::atomic<std::uint32_t> security_contexts{0};
};

using OpenHandlesPtr = std::shared_ptr<OpenHandles>;

// Counts one handle. It is a member of the handle's owner and moves with it.
class OpenHandleCount {
 public:
  using Kind = std::atomic<std::uint32_t> OpenHandles::*;

  OpenHandleCount(OpenHandlesPtr open_handles, Kind kind)
      : open_handles_(std::move(open_handles)), kind_(kind) {
    ++(*open_handles_.*kind_);
  }
  OpenHandleCount(OpenHandleCount&& other) noexcept = default;
  OpenHandleCount& operator=(OpenHandleCount&& other) noexcept {
    std::swap(open_handles_, other.open_handles_);
    std::swap(kind_, other.kind_);
    return *this;
  }
  ~OpenHandleCount() {
    if (open_handles_) --(*open_handles_.*kind_);
  }

  const OpenHandlesPtr& open_handles() const { return open_handles_; }

 private:
  OpenHandlesPtr open_handles_;
  Kind kind_;
};

}  // namespace windows
