#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "windows_headers.h"

namespace handoff_reference {

// Wipes all memory before it frees it, including the memory that a growing vector leaves behind.
template <typename T>
class WipingAllocator {
 public:
  using value_type = T;

  WipingAllocator() = default;
  template <typename U>
  WipingAllocator(const WipingAllocator<U>&) noexcept {}

  T* allocate(std::size_t count) { return std::allocator<T>().allocate(count); }
  void deallocate(T* memory, std::size_t count) noexcept {
    SecureZeroMemory(memory, count * sizeof(T));
    std::allocator<T>().deallocate(memory, count);
  }

  template <typename U>
  bool operator==(const WipingAllocator<U>&) const noexcept {
    return true;
  }
  template <typename U>
  bool operator!=(const WipingAllocator<U>&) const noexcept {
    return false;
  }
};

using SecretBytes = std::vector<std::uint8_t, WipingAllocator<std::uint8_t>>;

template <std::size_t Size>
class SecretArray {
 public:
  SecretArray() = default;
  SecretArray(const SecretArray&) = default;
  SecretArray& operator=(const SecretArray&) = default;
  ~SecretArray() { SecureZeroMemory(bytes_.data(), Size); }

  std::uint8_t* data() { return bytes_.data(); }
  const std::uint8_t* data() const { return bytes_.data(); }
  static constexpr std::size_t size() { return Size; }

 private:
  std::array<std::uint8_t, Size> bytes_{};
};

using SecretKey = SecretArray<32>;

}  // namespace handoff_reference
