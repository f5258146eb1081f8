#pragma once

#include <string>

#include "bytes/byte_view.h"
#include "bytes/secret_bytes.h"

namespace handoff_reference {

// Serialises field by field, little-endian, so that no padding of a compiler is exposed.
class ByteWriter {
 public:
  void U8(std::uint8_t value) { Integer(value, 1); }
  void U16(std::uint16_t value) { Integer(value, 2); }
  void U32(std::uint32_t value) { Integer(value, 4); }
  void U64(std::uint64_t value) { Integer(value, 8); }

  void Bytes(ByteView bytes) {
    bytes_.insert(bytes_.end(), bytes.data(), bytes.data() + bytes.size());
  }

  // A count of UTF-16 units, then the units. The caller has checked the length.
  void Text(const std::wstring& text) {
    U16(static_cast<std::uint16_t>(text.size()));
    for (const wchar_t unit : text) U16(static_cast<std::uint16_t>(unit));
  }

  std::size_t size() const { return bytes_.size(); }
  SecretBytes Take() { return std::move(bytes_); }

 private:
  void Integer(std::uint64_t value, int count) {
    for (int i = 0; i < count; ++i) bytes_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
  }

  SecretBytes bytes_;
};

}  // namespace handoff_reference
