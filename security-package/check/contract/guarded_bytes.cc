#include "contract/guarded_bytes.h"

#include <cstring>
#include <new>

namespace check_package {

namespace {

constexpr std::size_t kPage = 4096;
constexpr std::size_t kAlignment = 16;

std::size_t RoundUp(std::size_t size, std::size_t unit) { return (size + unit - 1) / unit * unit; }

}  // namespace

GuardedBytes::GuardedBytes(std::size_t capacity) {
  const std::size_t size = RoundUp(capacity, kPage);
  memory_ = static_cast<BYTE*>(
      VirtualAlloc(nullptr, size + kPage, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE));
  if (memory_ == nullptr) throw std::bad_alloc();
  end_ = memory_ + size;
  DWORD before = 0;
  if (!VirtualProtect(end_, kPage, PAGE_NOACCESS, &before)) throw std::bad_alloc();
}

GuardedBytes::~GuardedBytes() { VirtualFree(memory_, 0, MEM_RELEASE); }

BYTE* GuardedBytes::Place(const BYTE* bytes, std::size_t size) {
  BYTE* place = end_ - RoundUp(size, kAlignment);
  if (size > 0) std::memcpy(place, bytes, size);
  return place;
}

}  // namespace check_package
