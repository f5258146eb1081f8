#include "windows/file_time.h"

namespace windows {

std::int64_t LocalToUtc(LARGE_INTEGER local_time) {
  if (local_time.QuadPart <= 0) return local_time.QuadPart;
  const FILETIME local{local_time.LowPart, static_cast<DWORD>(local_time.HighPart)};
  FILETIME utc{};
  if (!LocalFileTimeToFileTime(&local, &utc)) return local_time.QuadPart;
  LARGE_INTEGER converted{};
  converted.LowPart = utc.dwLowDateTime;
  converted.HighPart = static_cast<LONG>(utc.dwHighDateTime);
  return converted.QuadPart > 0 ? converted.QuadPart : local_time.QuadPart;
}

}  // namespace windows
