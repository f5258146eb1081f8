#pragma once

#include <cstring>
#include <new>
#include <utility>

#include "bytes/byte_view.h"
#include "windows_headers.h"

namespace handoff_reference {

// Copies from or to the memory of the caller, which may be in another process.
using CopyMemoryOfCaller = void (*)(void* to, const void* from, ULONG size);

inline void CopyHere(void* to, const void* from, ULONG size) { std::memcpy(to, from, size); }

// Allocates memory that the caller frees. The table through which the call came determines the
// heap: see package/dispatch_tables.h and package/security_interface.cc.
struct CallerHeap {
  PLSA_ALLOCATE_LSA_HEAP allocate;
  PLSA_FREE_LSA_HEAP free;
  CopyMemoryOfCaller write;
};

// A block that the caller will free with FreeContextBuffer. This object owns the block, and frees
// it, until it is handed over.
class CallerMemory {
 public:
  CallerMemory(std::size_t size, const CallerHeap& heap)
      : heap_(heap), memory_(heap.allocate(static_cast<ULONG>(size))) {
    if (memory_ == nullptr) throw std::bad_alloc();
  }
  CallerMemory(ByteView content, const CallerHeap& heap) : CallerMemory(content.size(), heap) {
    Fill(content);
  }
  CallerMemory(const CallerMemory&) = delete;
  CallerMemory& operator=(const CallerMemory&) = delete;
  ~CallerMemory() {
    if (memory_ != nullptr) heap_.free(memory_);
  }

  // Fill in secrets last, when nothing can fail any more: this function frees without wiping.
  void Fill(ByteView content) {
    heap_.write(memory_, content.data(), static_cast<ULONG>(content.size()));
  }

  void* get() const { return memory_; }
  void* HandOver() { return std::exchange(memory_, nullptr); }

 private:
  const CallerHeap heap_;
  void* memory_;
};

}  // namespace handoff_reference
