#include "memory_search.h"

#include <bitset>
#include <memory>

namespace win32_probe {
namespace {

constexpr std::size_t kNeedleSize = sizeof(Mask);
// Other threads free memory meanwhile, so each region is queried again just before it is read.
constexpr std::size_t kPieceSize = 0x10000;

bool IsReadable(const MEMORY_BASIC_INFORMATION& region) {
  constexpr DWORD kUnreadable = PAGE_NOACCESS | PAGE_GUARD | PAGE_EXECUTE;
  return region.State == MEM_COMMIT && (region.Protect & kUnreadable) == 0;
}

class Search {
 public:
  Search(const Mask& mask, const std::vector<Mask>& masked)
      : mask_(mask), masked_(masked), first_bytes_(std::make_unique<FirstBytes>()) {
    for (const Mask& needle : masked) first_bytes_->set(Pair(needle[0], needle[1]));
  }

  // The last `kNeedleSize - 1` bytes must be readable beyond `size`, unless the region ends.
  void In(const BYTE* bytes, std::size_t size, const MEMORY_BASIC_INFORMATION& region) {
    for (const BYTE* at = bytes; at < bytes + size; ++at) {
      const BYTE first = static_cast<BYTE>(at[0] ^ mask_[0]);
      const BYTE second = static_cast<BYTE>(at[1] ^ mask_[1]);
      if (!first_bytes_->test(Pair(first, second))) continue;
      for (std::size_t needle = 0; needle < masked_.size(); ++needle) {
        if (IsAt(at, masked_[needle])) findings_.push_back({needle, at, region});
      }
    }
  }

  std::vector<Finding> Take() { return std::move(findings_); }

 private:
  using FirstBytes = std::bitset<0x10000>;

  static std::size_t Pair(BYTE first, BYTE second) {
    return static_cast<std::size_t>(first << 8 | second);
  }

  // Volatile, because otherwise the compiler would compute `mask ^ masked` first, which is the
  // secret.
  bool IsAt(const BYTE* at, const Mask& masked) const {
    const volatile BYTE* mask = mask_.data();
    for (std::size_t i = 0; i < kNeedleSize; ++i) {
      if (static_cast<BYTE>(at[i] ^ mask[i]) != masked[i]) return false;
    }
    return true;
  }

  const Mask& mask_;
  const std::vector<Mask>& masked_;
  // The first two bytes rule out nearly every address.
  std::unique_ptr<FirstBytes> first_bytes_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> SearchMemory(const Mask& mask, const std::vector<Mask>& masked) {
  Search search(mask, masked);
  MEMORY_BASIC_INFORMATION region{};
  const BYTE* at = nullptr;
  while (VirtualQuery(at, &region, sizeof(region)) != 0) {
    const BYTE* end = static_cast<const BYTE*>(region.BaseAddress) + region.RegionSize;
    const auto rest = static_cast<std::size_t>(end - at);
    if (!IsReadable(region)) {
      at = end;
      continue;
    }
    if (rest > kPieceSize + kNeedleSize) {
      search.In(at, kPieceSize, region);
      at += kPieceSize;
    } else {
      if (rest >= kNeedleSize) search.In(at, rest - kNeedleSize + 1, region);
      at = end;
    }
  }
  return search.Take();
}

}  // namespace win32_probe
