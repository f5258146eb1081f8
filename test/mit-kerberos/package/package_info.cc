#include "package_info.h"

#include "caller_heap.h"

namespace mit_kerberos {

namespace {

constexpr WCHAR kName[] = L"MitKerberos";
constexpr WCHAR kComment[] = L"MIT's Kerberos as a security package, for tests";

constexpr ULONG kCapabilities =
    SECPKG_FLAG_INTEGRITY | SECPKG_FLAG_PRIVACY | SECPKG_FLAG_CONNECTION |
    SECPKG_FLAG_MULTI_REQUIRED | SECPKG_FLAG_STREAM | SECPKG_FLAG_GSS_COMPATIBLE |
    SECPKG_FLAG_MUTUAL_AUTH | SECPKG_FLAG_DELEGATION | SECPKG_FLAG_READONLY_WITH_CHECKSUM;

}  // namespace

SecPkgInfoW* AllocatePackageInfo() {
  handoff_reference::CallerMemory memory(sizeof(SecPkgInfoW) + sizeof(kName) + sizeof(kComment),
                                         kProcessHeap);
  auto* info = static_cast<SecPkgInfoW*>(memory.get());
  auto* strings = reinterpret_cast<BYTE*>(info + 1);
  *info = {kCapabilities,
           1,
           static_cast<USHORT>(SECPKG_ID_NONE),
           kMaxToken,
           reinterpret_cast<SEC_WCHAR*>(strings),
           reinterpret_cast<SEC_WCHAR*>(strings + sizeof(kName))};
  std::memcpy(info->Name, kName, sizeof(kName));
  std::memcpy(info->Comment, kComment, sizeof(kComment));
  return static_cast<SecPkgInfoW*>(memory.HandOver());
}

bool IsPackageName(const WCHAR* name) {
  return name != nullptr && CompareStringOrdinal(name, -1, kName, -1, TRUE) == CSTR_EQUAL;
}

}  // namespace mit_kerberos
