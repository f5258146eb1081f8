#pragma once

#include "windows_headers.h"

namespace check_package {

// Plays LSA in this process: the functions for SpInitialize. Memory comes from the process heap,
// and the client of each call is this process. Functions that are not about memory return
// STATUS_NOT_IMPLEMENTED.
PLSA_SECPKG_FUNCTION_TABLE LsaFunctions();

}  // namespace check_package
