#include "sspi/schannel_attributes.h"

namespace sspi {
namespace {

Failure QueryFailure(SECURITY_STATUS status) {
  return SecurityFailure("QueryContextAttributesW", status);
}

// The addon does not link crypt32.dll, because most programs never need it. The creator of a
// certificate context has loaded it.
void FreeCertificate(PCCERT_CONTEXT certificate) {
  const HMODULE crypt32 = GetModuleHandleW(L"crypt32.dll");
  if (crypt32 == nullptr || certificate == nullptr) return;
  const auto free_certificate = reinterpret_cast<decltype(&CertFreeCertificateContext)>(
      reinterpret_cast<void*>(GetProcAddress(crypt32, "CertFreeCertificateContext")));
  if (free_certificate != nullptr) free_certificate(certificate);
}

}  // namespace

Result<std::optional<std::string>> QueryApplicationProtocol(CtxtHandle* context) {
  SecPkgContext_ApplicationProtocol protocol{};
  const SECURITY_STATUS status =
      QueryContextAttributesW(context, SECPKG_ATTR_APPLICATION_PROTOCOL, &protocol);
  if (status != SEC_E_OK) return QueryFailure(status);
  if (protocol.ProtoNegoStatus != SecApplicationProtocolNegotiationStatus_Success) {
    return std::optional<std::string>();
  }
  const auto* name = reinterpret_cast<const char*>(protocol.ProtocolId);
  return std::optional<std::string>(std::string(name, protocol.ProtocolIdSize));
}

Result<SecPkgContext_ConnectionInfo> QueryConnectionInfo(CtxtHandle* context) {
  SecPkgContext_ConnectionInfo info{};
  const SECURITY_STATUS status =
      QueryContextAttributesW(context, SECPKG_ATTR_CONNECTION_INFO, &info);
  if (status != SEC_E_OK) return QueryFailure(status);
  return info;
}

Result<std::vector<BYTE>> QueryRemoteCertificate(CtxtHandle* context) {
  PCCERT_CONTEXT certificate = nullptr;
  const SECURITY_STATUS status =
      QueryContextAttributesW(context, SECPKG_ATTR_REMOTE_CERT_CONTEXT, &certificate);
  // Only SEC_E_OK hands over the certificate.
  if (status != SEC_E_OK) return QueryFailure(status);
  struct Freed {
    PCCERT_CONTEXT certificate;
    ~Freed() { FreeCertificate(certificate); }
  } freed{certificate};
  if (certificate == nullptr) return QueryFailure(SEC_E_NO_CREDENTIALS);
  return std::vector<BYTE>(certificate->pbCertEncoded,
                           certificate->pbCertEncoded + certificate->cbCertEncoded);
}

}  // namespace sspi
