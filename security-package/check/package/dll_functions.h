#pragma once

#include "windows_headers.h"

namespace check_package {

// The SECPKG_DLL_FUNCTIONS for SpInstanceInit. They use the process heap, so that FreeContextBuffer
// frees the memory that a package allocates with them.
PSECPKG_DLL_FUNCTIONS DllFunctions();

// Counts the calls of AllocateHeap, and can make them fail.
class HeapShortage {
 public:
  HeapShortage();
  ~HeapShortage();
  HeapShortage(const HeapShortage&) = delete;
  HeapShortage& operator=(const HeapShortage&) = delete;

  // Returns whether the package has allocated memory meanwhile.
  bool was_met() const;
};

}  // namespace check_package
