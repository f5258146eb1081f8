#include "package/registered_package.h"

#include "package/sspi_party.h"
#include "status_name.h"
#include "verdict.h"

namespace check_package {

RegisteredPackage::RegisteredPackage(const Options& options)
    : options_(options), functions_(*InitSecurityInterfaceW()) {
  PSecPkgInfoW info = nullptr;
  const SECURITY_STATUS status =
      QuerySecurityPackageInfoW(const_cast<SEC_WCHAR*>(options.package.c_str()), &info);
  if (status != SEC_E_OK) {
    throw NotTested("secur32 does not know the package: QuerySecurityPackageInfo returns " +
                    NameOf(status));
  }
  FreeContextBuffer(info);
}

SECURITY_STATUS RegisteredPackage::Export(PCtxtHandle context, ULONG flags, PSecBuffer packed,
                                          HANDLE* token) {
  return ExportSecurityContext(context, flags, packed, token);
}

SECURITY_STATUS RegisteredPackage::Import(PSecBuffer packed, HANDLE token, PCtxtHandle context) {
  std::wstring name = options_.package;
  return ImportSecurityContextW(&name[0], packed, token, context);
}

SECURITY_STATUS RegisteredPackage::Delete(PCtxtHandle context) {
  return DeleteSecurityContext(context);
}

SECURITY_STATUS RegisteredPackage::QueryAttributes(PCtxtHandle context, ULONG attribute,
                                                   void* buffer) {
  return QueryContextAttributesW(context, attribute, buffer);
}

SECURITY_STATUS RegisteredPackage::MakeSignature(PCtxtHandle context, PSecBufferDesc message) {
  return ::MakeSignature(context, 0, message, 0);
}

SECURITY_STATUS RegisteredPackage::VerifySignature(PCtxtHandle context, PSecBufferDesc message) {
  ULONG quality = 0;
  return ::VerifySignature(context, message, 0, &quality);
}

SECURITY_STATUS RegisteredPackage::Encrypt(PCtxtHandle context, PSecBufferDesc message) {
  return EncryptMessage(context, 0, message, 0);
}

SECURITY_STATUS RegisteredPackage::Decrypt(PCtxtHandle context, PSecBufferDesc message) {
  ULONG quality = 0;
  return DecryptMessage(context, message, 0, &quality);
}

SECURITY_STATUS RegisteredPackage::ProbeToken(PCtxtHandle context) {
  HANDLE token = nullptr;
  const SECURITY_STATUS status = QuerySecurityContextToken(context, &token);
  if (status == SEC_E_OK) CloseHandle(token);
  return status;
}

std::unique_ptr<Party> RegisteredPackage::NewClient() {
  return std::make_unique<SspiParty>(*this, functions_, HandshakeRole::kClient, options_);
}

std::unique_ptr<Party> RegisteredPackage::NewServer() {
  return std::make_unique<SspiParty>(*this, functions_, HandshakeRole::kServer, options_);
}

}  // namespace check_package
