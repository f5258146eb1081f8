#include "windows/same_object.h"

namespace windows {
namespace {

using CompareObjects = BOOL(WINAPI*)(HANDLE, HANDLE);

// MinGW's import libraries lack CompareObjectHandles, which exists since Windows 10.
CompareObjects FindCompareObjectHandles() {
  return reinterpret_cast<CompareObjects>(reinterpret_cast<void*>(
      GetProcAddress(GetModuleHandleW(L"kernelbase.dll"), "CompareObjectHandles")));
}

}  // namespace

bool IsSameObject(HANDLE one, HANDLE other) {
  static const CompareObjects compare = FindCompareObjectHandles();
  return compare != nullptr && compare(one, other);
}

}  // namespace windows
