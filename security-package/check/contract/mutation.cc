#include "contract/mutation.h"

#include <algorithm>
#include <utility>

namespace check_package {

namespace {

// Values at which lengths and counts overflow.
constexpr std::uint32_t kExtremes[] = {0,          1,          0x7F,       0x80,      0xFF,
                                       0x7FFF,     0x8000,     0xFFFF,     0x10000,   0x7FFFFFFF,
                                       0x80000000, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFF0};

}  // namespace

Mutator::Mutator(Bytes original, std::uint32_t seed)
    : original_(std::move(original)), random_(seed) {}

Bytes Mutator::Next() {
  for (;;) {
    Bytes bytes = original_;
    for (std::size_t alterations = 1 + Below(3); alterations > 0; --alterations) Alter(bytes);
    if (bytes.size() > longest()) bytes.resize(longest());
    if (bytes != original_) return bytes;
  }
}

void Mutator::Alter(Bytes& bytes) {
  if (bytes.empty()) return;
  const std::size_t position = Below(bytes.size());
  const auto at = bytes.begin() + static_cast<std::ptrdiff_t>(position);
  switch (Below(7)) {
    case 0:  // one bit
      *at = static_cast<BYTE>(*at ^ (1U << Below(8)));
      return;
    case 1:  // one byte
      *at = static_cast<BYTE>(Below(256));
      return;
    case 2: {  // a number
      std::uint32_t number = kExtremes[Below(std::size(kExtremes))];
      for (std::size_t i = position; i < (std::min)(position + 4, bytes.size()); ++i) {
        bytes[i] = static_cast<BYTE>(number);
        number >>= 8;
      }
      return;
    }
    case 3:  // a range, removed
      bytes.erase(at, at + static_cast<std::ptrdiff_t>(1 + Below(bytes.size() - position)));
      return;
    case 4:  // random bytes, inserted
      for (std::size_t added = 1 + Below(kMostAdded); added > 0; --added) {
        bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(position),
                     static_cast<BYTE>(Below(256)));
      }
      return;
    case 5:  // two bytes, exchanged
      std::swap(*at, bytes[Below(bytes.size())]);
      return;
    default:  // the end, cut off
      bytes.resize(position);
      return;
  }
}

std::size_t Mutator::Below(std::size_t limit) { return random_() % limit; }

}  // namespace check_package
