#pragma once

#include <cstdint>

#include "windows_headers.h"

namespace handoff_reference {

// The unit of a FILETIME: 100 ns since 1601, UTC.
using FileTime = std::uint64_t;

constexpr FileTime kHour = 60ull * 60 * 10'000'000;
constexpr FileTime kNever = 0x7FFFFFFFFFFFFFFF;

inline FileTime Now() {
  FILETIME now{};
  GetSystemTimeAsFileTime(&now);
  return (static_cast<FileTime>(now.dwHighDateTime) << 32) | now.dwLowDateTime;
}

// The documentation of sspi.h requires local times in the results of a package. Inside the package,
// and in a packed context, times are UTC.
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
