#pragma once

#include <windows.h>

#include <cstddef>
#include <cstring>
#include <new>
#include <type_traits>
#include <utility>

namespace windows {

// Memory for a secret, wiped before it is freed on every path. Aligned to 16 bytes, because no
// documentation states the alignment that a security package expects of its input.
template <typename T>
class SecureArray {
  static_assert(std::is_trivial_v<T>);

 public:
  SecureArray() = default;
  explicit SecureArray(std::size_t size)
      : data_(static_cast<T*>(::operator new(size * sizeof(T), kAlignment))), size_(size) {}
  // Copies the elements.
  SecureArray(const void* elements, std::size_t size) : SecureArray(size) {
    if (size != 0) std::memcpy(data_, elements, size * sizeof(T));
  }
  SecureArray(SecureArray&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  SecureArray& operator=(SecureArray&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~SecureArray() {
    if (data_ == nullptr) return;
    SecureZeroMemory(data_, size_ * sizeof(T));
    ::operator delete(data_, kAlignment);
  }

  T* data() { return data_; }
  const T* data() const { return data_; }
  std::size_t size() const { return size_; }

 private:
  static constexpr std::align_val_t kAlignment{16};

  T* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace windows
