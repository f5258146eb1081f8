#pragma once

#include <windows.h>

#include <array>
#include <cstddef>
#include <vector>

namespace win32_probe {

using Mask = std::array<BYTE, 16>;

// Where a secret lies in this process.
struct Finding {
  std::size_t needle;
  const BYTE* address;
  MEMORY_BASIC_INFORMATION region;
};

// Searches all memory that this process can read. `masked` are the needles, each combined with
// `mask` by exclusive or: a search for the needles themselves would find its own copies of them.
std::vector<Finding> SearchMemory(const Mask& mask, const std::vector<Mask>& masked);

}  // namespace win32_probe
