#pragma once

#include <vector>

#include "memory_search.h"

namespace win32_probe {

// Uses a random key as HMAC's once and destroys the hash: what is left of the key then, BCrypt has
// left there.
std::vector<Finding> FindRemainsOfHmacKey();

// Has Wine's bcrypt.dll wipe what it frees, and the stack that it has used. False elsewhere.
bool MakeBcryptWipe();

}  // namespace win32_probe
