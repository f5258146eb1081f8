#pragma once

#include "package/package.h"

namespace check_package {

// Throws NotTested if the file cannot be read.
Bytes ReadFileBytes(const std::wstring& path);

}  // namespace check_package
