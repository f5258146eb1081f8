#pragma once

#include <string>

#include "bytes/byte_view.h"
#include "status_error.h"

namespace handoff_reference {

// The counterpart of ByteWriter for untrusted bytes. Each read is checked against the remaining
// size. Bytes that do not fit are SEC_E_INVALID_TOKEN.
class ByteReader {
 public:
  explicit ByteReader(ByteView bytes) : rest_(bytes) {}

  std::uint8_t U8() { return static_cast<std::uint8_t>(Integer(1)); }
  std::uint16_t U16() { return static_cast<std::uint16_t>(Integer(2)); }
  std::uint32_t U32() { return static_cast<std::uint32_t>(Integer(4)); }
  std::uint64_t U64() { return Integer(8); }

  ByteView Bytes(std::size_t count) {
    if (count > rest_.size()) throw StatusError(SEC_E_INVALID_TOKEN);
    const ByteView taken = rest_.First(count);
    rest_ = rest_.From(count);
    return taken;
  }

  template <typename Array>
  void Into(Array& array) {
    const ByteView taken = Bytes(array.size());
    for (std::size_t i = 0; i < taken.size(); ++i) array.data()[i] = taken.data()[i];
  }

  // Callers receive a zero-terminated text, so a zero inside would cut it unnoticed.
  std::wstring Text(std::size_t max_length) {
    const std::size_t length = U16();
    if (length > max_length) throw StatusError(SEC_E_INVALID_TOKEN);
    ByteReader units(Bytes(2 * length));
    std::wstring text(length, L'\0');
    for (wchar_t& unit : text) {
      unit = static_cast<wchar_t>(units.U16());
      if (unit == L'\0') throw StatusError(SEC_E_INVALID_TOKEN);
    }
    return text;
  }

  void ExpectEnd() const {
    if (!rest_.empty()) throw StatusError(SEC_E_INVALID_TOKEN);
  }

 private:
  std::uint64_t Integer(std::size_t count) {
    const ByteView bytes = Bytes(count);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      value |= static_cast<std::uint64_t>(bytes.data()[i]) << (8 * i);
    }
    return value;
  }

  ByteView rest_;
};

}  // namespace handoff_reference
