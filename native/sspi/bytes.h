#pragma once

#include <windows.h>

namespace sspi {

// Somebody else's memory, for the length of one call.
struct Bytes {
  BYTE* data;
  ULONG size;
};

}  // namespace sspi
