#pragma once

#include "windows_headers.h"

namespace handoff_reference {

// The package as it presents itself; the strings are constants of this DLL.
SecPkgInfoW PackageInfo();

// The same in one block with its strings behind it, for callers who free it with FreeContextBuffer.
SecPkgInfoW* AllocatePackageInfo();

bool IsPackageName(const wchar_t* name);

}  // namespace handoff_reference
