#pragma once

#include "windows_headers.h"

namespace check_package {

// What SpInstanceInit is handed: the functions of SECPKG_DLL_FUNCTIONS, on the process heap, so
// that FreeContextBuffer frees what a package allocates with them.
PSECPKG_DLL_FUNCTIONS DllFunctions();

// How often AllocateHeap was called, and a shortage of memory to make it fail.
class HeapShortage {
 public:
  HeapShortage();
  ~HeapShortage();
  HeapShortage(const HeapShortage&) = delete;
  HeapShortage& operator=(const HeapShortage&) = delete;

  // Whether the package asked for memory meanwhile.
  bool was_met() const;
};

}  // namespace check_package
