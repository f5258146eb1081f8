#pragma once

#include <windows.h>

#include <cstdint>

namespace windows {

// The UTC FILETIME of a local one, by the offset of the computer that is in force now: the one by
// which local times are made. What is no time (0, or less) stays as it is, and so does one that is
// too late to be moved: both are told apart by their value.
std::int64_t LocalToUtc(LARGE_INTEGER local_time);

}  // namespace windows
