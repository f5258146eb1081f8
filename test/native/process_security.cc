#include "process_security.h"

#include <windows.h>

#include <array>

namespace win32_probe {

bool RefuseHandleDuplication() {
  std::array<BYTE, SECURITY_MAX_SID_SIZE> everyone{};
  auto size = static_cast<DWORD>(everyone.size());
  if (!CreateWellKnownSid(WinWorldSid, nullptr, everyone.data(), &size)) return false;
  std::array<BYTE, 128> memory{};
  auto* dacl = reinterpret_cast<ACL*>(memory.data());
  SECURITY_DESCRIPTOR descriptor{};
  return InitializeAcl(dacl, static_cast<DWORD>(memory.size()), ACL_REVISION) &&
         AddAccessAllowedAce(dacl, ACL_REVISION, PROCESS_TERMINATE | SYNCHRONIZE,
                             everyone.data()) &&
         InitializeSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION) &&
         SetSecurityDescriptorDacl(&descriptor, TRUE, dacl, FALSE) &&
         SetKernelObjectSecurity(GetCurrentProcess(), DACL_SECURITY_INFORMATION, &descriptor);
}

bool AdjustPrivilege(const wchar_t* name, bool is_enabled) {
  HANDLE token = nullptr;
  if (!OpenProcessToken(GetCurrentProcess(), TOKEN_ADJUST_PRIVILEGES, &token)) return false;
  TOKEN_PRIVILEGES wanted{};
  wanted.PrivilegeCount = 1;
  wanted.Privileges[0].Attributes = is_enabled ? SE_PRIVILEGE_ENABLED : 0;
  const BOOL is_adjusted = LookupPrivilegeValueW(nullptr, name, &wanted.Privileges[0].Luid) &&
                           AdjustTokenPrivileges(token, FALSE, &wanted, 0, nullptr, nullptr);
  CloseHandle(token);
  return is_adjusted != FALSE;
}

}  // namespace win32_probe
