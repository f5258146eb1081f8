#pragma once

#include "package/package.h"

namespace check_package {

// Memory for one input with an inaccessible page behind it, so that a read past the end crashes.
// The input starts at a multiple of 16, as from malloc, so up to 15 bytes may lie between its end
// and that page.
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
