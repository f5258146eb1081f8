#include "windows/handle_kind.h"

#include <winternl.h>

namespace windows {
namespace {

using QueryObject = NTSTATUS(NTAPI*)(HANDLE, OBJECT_INFORMATION_CLASS, void*, ULONG, ULONG*);

// Documented and exported by ntdll, but missing in some versions of ntdll.lib.
QueryObject FindNtQueryObject() {
  return reinterpret_cast<QueryObject>(
      reinterpret_cast<void*>(GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "NtQueryObject")));
}

}  // namespace

bool IsHandleTo(std::wstring_view object_type, ACCESS_MASK access, HANDLE handle) {
  static const QueryObject query = FindNtQueryObject();
  if (query == nullptr) return false;

  PUBLIC_OBJECT_BASIC_INFORMATION basic{};
  if (!NT_SUCCESS(query(handle, ObjectBasicInformation, &basic, sizeof(basic), nullptr)) ||
      basic.GrantedAccess != access) {
    return false;
  }
  // The name of the type follows the structure.
  alignas(PUBLIC_OBJECT_TYPE_INFORMATION) BYTE memory[1024]{};
  if (!NT_SUCCESS(query(handle, ObjectTypeInformation, memory, sizeof(memory), nullptr))) {
    return false;
  }
  const UNICODE_STRING& name =
      reinterpret_cast<const PUBLIC_OBJECT_TYPE_INFORMATION*>(memory)->TypeName;
  return object_type == std::wstring_view(name.Buffer, name.Length / sizeof(wchar_t));
}

}  // namespace windows
