#pragma once

#include "windows_headers.h"

namespace check_package {

// LSA's part, in this process: the functions that SpInitialize is handed. Memory is on the process
// heap, and the client whose call is served is this process. What is not about memory answers
// STATUS_NOT_IMPLEMENTED.
PLSA_SECPKG_FUNCTION_TABLE LsaFunctions();

}  // namespace check_package
