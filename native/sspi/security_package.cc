#include "sspi/security_package.h"

#include <cwchar>

namespace sspi {
namespace {

const wchar_t* TextOrEmpty(const wchar_t* text) { return text == nullptr ? L"" : text; }

// In one pass over the text: std::wstring's operator takes two.
bool IsSame(const std::wstring& known, const wchar_t* text) {
  return std::wcscmp(known.c_str(), TextOrEmpty(text)) == 0;
}

}  // namespace

SecurityPackage::SecurityPackage(const SecPkgInfoW& info)
    : name(TextOrEmpty(info.Name)),
      comment(TextOrEmpty(info.Comment)),
      capabilities(info.fCapabilities),
      max_token_size(info.cbMaxToken),
      version(info.wVersion),
      rpc_id(info.wRPCID) {}

bool operator==(const SecurityPackage& package, const SecPkgInfoW& info) {
  return package.capabilities == info.fCapabilities && package.version == info.wVersion &&
         package.rpc_id == info.wRPCID && package.max_token_size == info.cbMaxToken &&
         IsSame(package.name, info.Name) && IsSame(package.comment, info.Comment);
}

Result<PackageList> EnumeratePackages() {
  ULONG count = 0;
  SecPkgInfoW* packages = nullptr;
  const SECURITY_STATUS status = EnumerateSecurityPackagesW(&count, &packages);
  PackageList list(packages, count);
  if (status != SEC_E_OK) return SecurityFailure("EnumerateSecurityPackagesW", status);
  return list;
}

Result<SecurityPackage> QueryPackage(const std::wstring& name) {
  SecPkgInfoW* package = nullptr;
  const SECURITY_STATUS status =
      QuerySecurityPackageInfoW(const_cast<wchar_t*>(name.c_str()), &package);
  const ContextBuffer memory(package);
  if (status != SEC_E_OK) return SecurityFailure("QuerySecurityPackageInfoW", status);
  return SecurityPackage(*package);
}

}  // namespace sspi
