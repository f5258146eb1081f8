#include "expiry.h"

namespace mit_kerberos {

namespace {

constexpr LONGLONG kPerSecond = 10'000'000;
// The number of 100 ns from 1601 to 1970.
constexpr LONGLONG kUnixEpoch = 11'644'473'600 * kPerSecond;
TimeStamp ToStamp(ULONG low, ULONG high) {
  TimeStamp stamp{};
  stamp.LowPart = low;
  stamp.HighPart = static_cast<LONG>(high);
  return stamp;
}

TimeStamp ToLocal(LONGLONG time) {
  LARGE_INTEGER utc;
  utc.QuadPart = time;
  const FILETIME universal{utc.LowPart, static_cast<DWORD>(utc.HighPart)};
  FILETIME local{};
  FileTimeToLocalFileTime(&universal, &local);
  return ToStamp(local.dwLowDateTime, local.dwHighDateTime);
}

}  // namespace

TimeStamp ExpiryAfter(OM_uint32 seconds) {
  if (seconds == GSS_C_INDEFINITE) return ToStamp(0xffffffff, 0x7fffffff);  // the latest FILETIME
  FILETIME now{};
  GetSystemTimeAsFileTime(&now);
  const LONGLONG time = (LONGLONG{now.dwHighDateTime} << 32) | now.dwLowDateTime;
  return ToLocal(time + seconds * kPerSecond);
}

TimeStamp LocalTimeOf(krb5_timestamp time) {
  // MIT's library counts in 32 bits without a sign, so that its times end in 2106.
  return ToLocal(static_cast<std::uint32_t>(time) * kPerSecond + kUnixEpoch);
}

}  // namespace mit_kerberos
