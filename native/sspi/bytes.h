#pragma once

#include <windows.h>

#include <cstddef>

namespace sspi {

// Memory that another object owns, borrowed for one call.
struct Bytes {
  BYTE* data;
  ULONG size;
};

inline bool IsWithin(Bytes inner, Bytes outer) {
  return inner.data >= outer.data && inner.size <= outer.size &&
         static_cast<std::size_t>(inner.data - outer.data) <= outer.size - inner.size;
}

}  // namespace sspi
