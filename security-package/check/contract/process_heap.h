#pragma once

#include <string>

#include "verdict.h"
#include "windows_headers.h"

namespace check_package {

// Throws Violation if a block of the process heap was overrun. How much of that shows is for the
// system to say: under Wine a few bytes show with WINEDEBUG=warn+heap, on Windows with page heap.
inline void RequireSoundHeap(const std::string& when) {
  if (HeapValidate(GetProcessHeap(), 0, nullptr)) return;
  throw Violation("the process heap is damaged " + when);
}

}  // namespace check_package
