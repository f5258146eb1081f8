#pragma once

#include <windows.h>

#include <cstdint>

namespace bench {

// How much memory this process has committed for itself alone. GetProcessMemoryInfo would tell on
// Windows; Wine's always says 0, so the regions are added up.
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
