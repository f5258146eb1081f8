#pragma once

#include <windows.h>

#include <security.h>

#include <cstddef>
#include <utility>

namespace sspi {

// Owns memory that SSPI allocated. Only this class calls FreeContextBuffer.
class ContextBuffer {
 public:
  explicit ContextBuffer(void* memory) : memory_(memory) {}

  // For memory that holds keys: wipes `secret_size` bytes before it frees the memory.
  static ContextBuffer Secret(void* memory, std::size_t secret_size) {
    ContextBuffer buffer(memory);
    if (memory != nullptr) buffer.secret_size_ = secret_size;
    return buffer;
  }

  ContextBuffer(ContextBuffer&& other) noexcept
      : memory_(std::exchange(other.memory_, nullptr)), secret_size_(other.secret_size_) {}
  ContextBuffer& operator=(ContextBuffer&&) = delete;
  ~ContextBuffer() {
    if (memory_ == nullptr) return;
    SecureZeroMemory(memory_, secret_size_);
    FreeContextBuffer(memory_);
  }

  const void* get() const { return memory_; }

 private:
  void* memory_;
  std::size_t secret_size_ = 0;
};

}  // namespace sspi
