#include "windows/handle_kind.h"

#include <winternl.h>

namespace windows {
namespace {

using QueryObject = NTSTATUS(NTAPI*)(HANDLE, OBJECT_INFORMATION_CLASS, void*, ULONG, ULONG*);

// Documented and exported by ntdll, but missing in some versions of ntdll.lib.
QueryObject FindNtQueryObject() {
  static const auto found = reinterpret_cast<QueryObject>(
      reinterpret_cast<void*>(GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "NtQueryObject")));
  return found;
}

}  // namespace

Result<ACCESS_MASK> QueryGrantedAccess(HANDLE handle) {
  const QueryObject query = FindNtQueryObject();
  if (query == nullptr) return Win32Failure("NtQueryObject", ERROR_PROC_NOT_FOUND);
  PUBLIC_OBJECT_BASIC_INFORMATION basic{};
  if (!NT_SUCCESS(query(handle, ObjectBasicInformation, &basic, sizeof(basic), nullptr))) {
    return Win32Failure("NtQueryObject", ERROR_INVALID_HANDLE);
  }
  return basic.GrantedAccess;
}

bool IsHandleTo(std::wstring_view object_type, ACCESS_MASK access, HANDLE handle) {
  auto granted = QueryGrantedAccess(handle);
  if (!granted.ok() || granted.value() != access) return false;
  // The name of the type follows the structure.
  alignas(PUBLIC_OBJECT_TYPE_INFORMATION) BYTE memory[1024]{};
  if (!NT_SUCCESS(
          FindNtQueryObject()(handle, ObjectTypeInformation, memory, sizeof(memory), nullptr))) {
    return false;
  }
  const UNICODE_STRING& name =
      reinterpret_cast<const PUBLIC_OBJECT_TYPE_INFORMATION*>(memory)->TypeName;
  return object_type == std::wstring_view(name.Buffer, name.Length / sizeof(wchar_t));
}

}  // namespace windows
