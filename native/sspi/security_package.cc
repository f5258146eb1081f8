#include "sspi/security_package.h"

namespace sspi {
namespace {

const wchar_t* TextOrEmpty(const wchar_t* text) { return text == nullptr ? L"" : text; }

}  // namespace

SecurityPackage::SecurityPackage(const SecPkgInfoW& info)
    : name(TextOrEmpty(info.Name)),
      comment(TextOrEmpty(info.Comment)),
      capabilities(info.fCapabilities),
      max_token_size(info.cbMaxToken),
      version(info.wVersion),
      rpc_id(info.wRPCID) {}

Result<PackageList> EnumeratePackages() {
  ULONG count = 0;
  SecPkgInfoW* packages = nullptr;
  const SECURITY_STATUS status = EnumerateSecurityPackagesW(&count, &packages);
  // Only SEC_E_OK hands over the memory.
  if (status != SEC_E_OK) return SecurityFailure("EnumerateSecurityPackagesW", status);
  return PackageList(packages, count);
}

Result<SecurityPackage> QueryPackage(const std::wstring& name) {
  SecPkgInfoW* package = nullptr;
  const SECURITY_STATUS status =
      QuerySecurityPackageInfoW(const_cast<wchar_t*>(name.c_str()), &package);
  if (status != SEC_E_OK) return SecurityFailure("QuerySecurityPackageInfoW", status);
  const ContextBuffer memory(package);
  return SecurityPackage(*package);
}

}  // namespace sspi
