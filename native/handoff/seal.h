#pragma once

#include <windows.h>

#include <array>
#include <cstddef>
#include <initializer_list>

#include "windows/result.h"

namespace handoff {

using Nonce = std::array<BYTE, 16>;
using Seal = std::array<BYTE, 32>;

struct ByteRange {
  const void* data;
  std::size_t size;
};

windows::Result<Nonce> MakeNonce();

// HMAC-SHA256 under the nonce. It binds a ticket to one record as it was written. It detects a
// changed record, and another section that has the same handle value.
windows::Result<Seal> MakeSeal(const Nonce& nonce, std::initializer_list<ByteRange> parts);

}  // namespace handoff
