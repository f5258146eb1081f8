#pragma once

#include <string>

#include "windows_headers.h"

namespace check_package {

// "SEC_E_INVALID_TOKEN", or the number in hex for a status that has no name here.
std::string NameOf(SECURITY_STATUS status);

std::string Hex(unsigned long number);

}  // namespace check_package
