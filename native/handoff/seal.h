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

// HMAC-SHA256 under the nonce. It ties a ticket to one record as it was written: neither a changed
// record nor another section that a stale handle value happens to name passes for it.
windows::Result<Seal> MakeSeal(const Nonce& nonce, std::initializer_list<ByteRange> parts);

}  // namespace handoff
