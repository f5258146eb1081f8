#pragma once

#include <string>

#include "windows_headers.h"

namespace check_package {

// Returns "SEC_E_INVALID_TOKEN" and the like, or the number in hex for a status without a known
// name.
std::string NameOf(SECURITY_STATUS status);

std::string Hex(unsigned long number);

}  // namespace check_package
