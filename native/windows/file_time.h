#pragma once

#include <windows.h>

#include <cstdint>

namespace windows {

// Converts a local time to a UTC FILETIME. Uses the current UTC offset of the computer, because
// local times are created with it too. A value that is not a time (0 or less), or that is too late
// to be converted, is returned unchanged, so that callers can recognise it.
std::int64_t LocalToUtc(LARGE_INTEGER local_time);

}  // namespace windows
