#pragma once

#include <new>

#include "windows_headers.h"

namespace handoff_reference {

// A block that the caller will free with FreeContextBuffer; ours, and freed, until it is handed
// over.
//
// Trap: secur32 does not ask the package to free it. FreeContextBuffer is HeapFree on the process
// heap, so such memory may come neither from new nor from malloc. Nor from the AllocateHeap that
// SpInstanceInit is offered: under Wine that is malloc, and FreeContextBuffer would leak it
// silently.
class CallerMemory {
 public:
  explicit CallerMemory(std::size_t size) : memory_(HeapAlloc(GetProcessHeap(), 0, size)) {
    if (memory_ == nullptr) throw std::bad_alloc();
  }
  CallerMemory(const CallerMemory&) = delete;
  CallerMemory& operator=(const CallerMemory&) = delete;
  ~CallerMemory() { Free(memory_); }

  void* get() const { return memory_; }
  void* HandOver() {
    void* memory = memory_;
    memory_ = nullptr;
    return memory;
  }

  static void Free(void* memory) {
    if (memory != nullptr) HeapFree(GetProcessHeap(), 0, memory);
  }

 private:
  void* memory_;
};

}  // namespace handoff_reference
