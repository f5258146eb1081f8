#pragma once

#include "caller_memory.h"

namespace handoff_reference {

// The description of the package. The strings are constants of this DLL.
SecPkgInfoW PackageInfo();

// Returns the description in one block with its strings, for callers that free it with
// FreeContextBuffer. The heap belongs to this process.
SecPkgInfoW* AllocatePackageInfo(const CallerHeap& heap);

// Returns the name with structure and text in separate blocks, as LSA frees them.
LSA_STRING* AllocatePackageName(const CallerHeap& heap);

bool IsPackageName(const wchar_t* name);

}  // namespace handoff_reference
