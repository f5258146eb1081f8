#pragma once

#include "package/package.h"

namespace check_package {

// Memory for one input, with a page behind it that nobody may touch: reading on past the end
// crashes instead of going unnoticed. The input begins on a multiple of 16, as it would from
// malloc, so up to 15 bytes may lie between its end and that page.
class GuardedBytes {
 public:
  explicit GuardedBytes(std::size_t capacity);
  ~GuardedBytes();
  GuardedBytes(const GuardedBytes&) = delete;
  GuardedBytes& operator=(const GuardedBytes&) = delete;

  // Valid until the next call. `size` is at most the capacity.
  BYTE* Place(const BYTE* bytes, std::size_t size);

 private:
  BYTE* memory_;
  BYTE* end_;
};

}  // namespace check_package
