#include "package/package_info.h"

#include <cstring>

#include "handshake/handshake_token.h"

namespace handoff_reference {

namespace {

#ifdef HANDOFF_REFERENCE_FAULTS
constexpr wchar_t kName[] = L"HandoffReferenceFaults";
constexpr char kNarrowName[] = "HandoffReferenceFaults";
#else
constexpr wchar_t kName[] = L"HandoffReference";
constexpr char kNarrowName[] = "HandoffReference";
#endif
constexpr wchar_t kComment[] = L"Reference package for handing over security contexts";

constexpr ULONG kCapabilities = SECPKG_FLAG_INTEGRITY | SECPKG_FLAG_PRIVACY |
                                SECPKG_FLAG_CONNECTION | SECPKG_FLAG_MULTI_REQUIRED |
                                SECPKG_FLAG_IMPERSONATION | SECPKG_FLAG_MUTUAL_AUTH |
                                SECPKG_FLAG_READONLY_WITH_CHECKSUM;

}  // namespace

SecPkgInfoW PackageInfo() {
  SecPkgInfoW info{};
  info.fCapabilities = kCapabilities;
  info.wVersion = 1;
  info.wRPCID = SECPKG_ID_NONE;
  info.cbMaxToken = static_cast<ULONG>(kMaxTokenSize);
  info.Name = const_cast<SEC_WCHAR*>(kName);
  info.Comment = const_cast<SEC_WCHAR*>(kComment);
  return info;
}

SecPkgInfoW* AllocatePackageInfo(const CallerHeap& heap) {
  CallerMemory memory(sizeof(SecPkgInfoW) + sizeof(kName) + sizeof(kComment), heap);
  auto* info = static_cast<SecPkgInfoW*>(memory.HandOver());
  auto* strings = reinterpret_cast<BYTE*>(info + 1);
  *info = PackageInfo();
  info->Name = reinterpret_cast<SEC_WCHAR*>(strings);
  info->Comment = reinterpret_cast<SEC_WCHAR*>(strings + sizeof(kName));
  std::memcpy(info->Name, kName, sizeof(kName));
  std::memcpy(info->Comment, kComment, sizeof(kComment));
  return info;
}

LSA_STRING* AllocatePackageName(const CallerHeap& heap) {
  CallerMemory text(ByteView(kNarrowName, sizeof(kNarrowName)), heap);
  CallerMemory memory(sizeof(LSA_STRING), heap);
  auto* name = static_cast<LSA_STRING*>(memory.HandOver());
  name->Length = sizeof(kNarrowName) - sizeof(char);
  name->MaximumLength = sizeof(kNarrowName);
  name->Buffer = static_cast<PCHAR>(text.HandOver());
  return name;
}

bool IsPackageName(const wchar_t* name) {
  return name != nullptr && CompareStringOrdinal(name, -1, kName, -1, TRUE) == CSTR_EQUAL;
}

}  // namespace handoff_reference
