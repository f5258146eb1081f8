#pragma once

#include <cstdint>

#include "windows_headers.h"

namespace handoff_reference {

// 100 ns since 1601, UTC: what a FILETIME holds.
using FileTime = std::uint64_t;

constexpr FileTime kHour = 60ull * 60 * 10'000'000;
constexpr FileTime kNever = 0x7FFFFFFFFFFFFFFF;

inline FileTime Now() {
  FILETIME now{};
  GetSystemTimeAsFileTime(&now);
  return (static_cast<FileTime>(now.dwHighDateTime) << 32) | now.dwLowDateTime;
}

// sspi.h's documentation wants times that leave a package to be local ones. Inside, and in a packed
// context, they are UTC.
inline TimeStamp ToTimeStamp(FileTime time) {
  FILETIME utc{static_cast<DWORD>(time), static_cast<DWORD>(time >> 32)};
  FILETIME local = utc;
  if (time != kNever) FileTimeToLocalFileTime(&utc, &local);
  TimeStamp stamp{};
  stamp.LowPart = local.dwLowDateTime;
  stamp.HighPart = static_cast<LONG>(local.dwHighDateTime);
  return stamp;
}

}  // namespace handoff_reference
