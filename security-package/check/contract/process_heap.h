#pragma once

#include <string>

#include "verdict.h"
#include "windows_headers.h"

namespace check_package {

// Throws Violation if a block of the process heap was overrun. The system determines which overruns
// are found: under Wine, WINEDEBUG=warn+heap finds a few bytes; on Windows, page heap does.
inline void RequireSoundHeap(const std::string& when) {
  if (HeapValidate(GetProcessHeap(), 0, nullptr)) return;
  throw Violation("the process heap is damaged " + when);
}

}  // namespace check_package
