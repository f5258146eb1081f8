#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace handoff_reference {

// Bytes that another object owns.
class ByteView {
 public:
  constexpr ByteView() = default;
  constexpr ByteView(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}
  ByteView(const void* data, std::size_t size)
      : data_(static_cast<const std::uint8_t*>(data)), size_(size) {}

  template <typename Container,
            typename = std::enable_if_t<std::is_same_v<
                const std::uint8_t*, decltype(std::declval<const Container&>().data())>>>
  ByteView(const Container& container) : data_(container.data()), size_(container.size()) {}

  constexpr const std::uint8_t* data() const { return data_; }
  constexpr std::size_t size() const { return size_; }
  constexpr bool empty() const { return size_ == 0; }

  // In both functions the caller must have checked the size.
  constexpr ByteView First(std::size_t count) const { return {data_, count}; }
  constexpr ByteView From(std::size_t offset) const { return {data_ + offset, size_ - offset}; }

 private:
  const std::uint8_t* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace handoff_reference
