#pragma once

#include <vector>

#include "memory_search.h"

namespace win32_probe {

// Uses a random key for one HMAC and destroys the hash. Any copy of the key that remains was left
// by BCrypt.
std::vector<Finding> FindRemainsOfHmacKey();

// Makes Wine's bcrypt.dll wipe the memory that it frees, and its stack. Returns false on Windows.
bool MakeBcryptWipe();

}  // namespace win32_probe
