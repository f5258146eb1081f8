#include "memory_search.h"

#include <algorithm>
#include <bitset>
#include <memory>

namespace win32_probe {
namespace {

constexpr std::size_t kNeedleSize = sizeof(Mask);
constexpr std::size_t kPageSize = 0x1000;
constexpr std::size_t kPieceSize = 0x100000;

bool IsReadable(const MEMORY_BASIC_INFORMATION& region) {
  constexpr DWORD kUnreadable = PAGE_NOACCESS | PAGE_GUARD | PAGE_EXECUTE;
  return region.State == MEM_COMMIT && (region.Protect & kUnreadable) == 0;
}

// Copies memory that another thread may free at the same time. A direct read would then crash.
class Copy {
 public:
  Copy() = default;
  Copy(const Copy&) = delete;
  Copy& operator=(const Copy&) = delete;
  ~Copy() {
    if (bytes_ == nullptr) return;
    SecureZeroMemory(bytes_, kSize);
    VirtualFree(bytes_, 0, MEM_RELEASE);
  }

  // The search must skip this memory, or else it finds its own copies.
  bool IsIn(const MEMORY_BASIC_INFORMATION& region) const {
    return region.AllocationBase == bytes_;
  }

  // Returns null if some of the bytes cannot be read any more.
  const BYTE* Of(const BYTE* memory, std::size_t size) {
    SIZE_T copied = 0;
    if (!ReadProcessMemory(GetCurrentProcess(), memory, bytes_, size, &copied)) return nullptr;
    return copied == size ? bytes_ : nullptr;
  }

 private:
  static constexpr std::size_t kSize = kPieceSize + kNeedleSize;

  BYTE* bytes_ =
      static_cast<BYTE*>(VirtualAlloc(nullptr, kSize, MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE));
};

class Search {
 public:
  Search(const Mask& mask, const std::vector<Mask>& masked)
      : mask_(mask), masked_(masked), first_bytes_(std::make_unique<FirstBytes>()) {
    for (const Mask& needle : masked) first_bytes_->set(Pair(needle[0], needle[1]));
  }

  void In(const MEMORY_BASIC_INFORMATION& region) {
    if (copy_.IsIn(region)) return;
    const auto* begin = static_cast<const BYTE*>(region.BaseAddress);
    ForEachPiece(begin, region.RegionSize, kPieceSize, [&](const BYTE* piece, std::size_t size) {
      if (InPiece(piece, size, region)) return;
      // Some of its pages were freed since the region was queried. They contain nothing any more.
      ForEachPiece(piece, size, kPageSize, [&](const BYTE* page, std::size_t page_size) {
        InPiece(page, page_size, region);
      });
    });
  }

  std::vector<Finding> Take() { return std::move(findings_); }

 private:
  using FirstBytes = std::bitset<0x10000>;

  // A piece overlaps the next one, for needles that begin in the one and end in the other.
  template <typename Function>
  static void ForEachPiece(const BYTE* begin, std::size_t size, std::size_t piece_size,
                           Function use) {
    for (std::size_t at = 0; at + kNeedleSize <= size; at += piece_size) {
      use(begin + at, std::min(size - at, piece_size + kNeedleSize - 1));
    }
  }

  // Returns false if the memory cannot be read.
  bool InPiece(const BYTE* piece, std::size_t size, const MEMORY_BASIC_INFORMATION& region) {
    const BYTE* bytes = copy_.Of(piece, size);
    if (bytes == nullptr) return false;
    for (std::size_t at = 0; at + kNeedleSize <= size; ++at) {
      const BYTE first = static_cast<BYTE>(bytes[at] ^ mask_[0]);
      const BYTE second = static_cast<BYTE>(bytes[at + 1] ^ mask_[1]);
      if (!first_bytes_->test(Pair(first, second))) continue;
      for (std::size_t needle = 0; needle < masked_.size(); ++needle) {
        if (IsAt(bytes + at, masked_[needle])) findings_.push_back({needle, piece + at, region});
      }
    }
    return true;
  }

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
  Copy copy_;
};

}  // namespace

std::vector<Finding> SearchMemory(const Mask& mask, const std::vector<Mask>& masked) {
  Search search(mask, masked);
  MEMORY_BASIC_INFORMATION region{};
  const BYTE* at = nullptr;
  while (VirtualQuery(at, &region, sizeof(region)) != 0) {
    if (IsReadable(region)) search.In(region);
    at = static_cast<const BYTE*>(region.BaseAddress) + region.RegionSize;
  }
  return search.Take();
}

}  // namespace win32_probe
