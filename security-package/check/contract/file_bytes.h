#pragma once

#include "package/package.h"

namespace check_package {

// Throws NotTested.
Bytes ReadFileBytes(const std::wstring& path);

}  // namespace check_package
