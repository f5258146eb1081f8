#pragma once

#include "caller_memory.h"

namespace handoff_reference {

// The package as it presents itself; the strings are constants of this DLL.
SecPkgInfoW PackageInfo();

// The same in one block with its strings behind it, for callers who free it with FreeContextBuffer.
// The heap is one of this process.
SecPkgInfoW* AllocatePackageInfo(const CallerHeap& heap);

// The name as LSA frees it: structure and text apart.
LSA_STRING* AllocatePackageName(const CallerHeap& heap);

bool IsPackageName(const wchar_t* name);

}  // namespace handoff_reference
