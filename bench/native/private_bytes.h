#pragma once

#include <windows.h>

#include <cstdint>

namespace bench {

// Returns the memory that this process has committed privately. Wine's GetProcessMemoryInfo always
// returns 0, so this function adds the sizes of the regions.
inline std::uint64_t PrivateBytes() {
  std::uint64_t bytes = 0;
  MEMORY_BASIC_INFORMATION region{};
  const BYTE* address = nullptr;
  while (VirtualQuery(address, &region, sizeof(region)) != 0) {
    if (region.State == MEM_COMMIT && region.Type == MEM_PRIVATE) bytes += region.RegionSize;
    address = static_cast<const BYTE*>(region.BaseAddress) + region.RegionSize;
  }
  return bytes;
}

}  // namespace bench
