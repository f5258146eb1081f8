#pragma once

#include <windows.h>

#include <array>
#include <cstddef>
#include <vector>

namespace win32_probe {

using Mask = std::array<BYTE, 16>;

// A place where this process contains a secret.
struct Finding {
  std::size_t needle;
  const BYTE* address;
  MEMORY_BASIC_INFORMATION region;
};

// Searches all memory that this process can read. `masked` contains the needles, each combined with
// `mask` by exclusive or, because a search for plain needles would find its own copies.
std::vector<Finding> SearchMemory(const Mask& mask, const std::vector<Mask>& masked);

}  // namespace win32_probe
