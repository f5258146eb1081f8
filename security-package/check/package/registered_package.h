#pragma once

#include "options.h"
#include "package/package.h"

namespace check_package {

// A registered package, called by its name through secur32, as an application does.
class RegisteredPackage : public Package {
 public:
  // `options` must outlive this object.
  explicit RegisteredPackage(const Options& options);

  std::wstring name() const override { return options_.package; }

  SECURITY_STATUS Export(PCtxtHandle context, ULONG flags, PSecBuffer packed,
                         HANDLE* token) override;
  SECURITY_STATUS Import(PSecBuffer packed, HANDLE token, PCtxtHandle context) override;
  SECURITY_STATUS Delete(PCtxtHandle context) override;
  SECURITY_STATUS QueryAttributes(PCtxtHandle context, ULONG attribute, void* buffer) override;
  SECURITY_STATUS MakeSignature(PCtxtHandle context, PSecBufferDesc message) override;
  SECURITY_STATUS VerifySignature(PCtxtHandle context, PSecBufferDesc message) override;
  SECURITY_STATUS Encrypt(PCtxtHandle context, PSecBufferDesc message) override;
  SECURITY_STATUS Decrypt(PCtxtHandle context, PSecBufferDesc message) override;
  SECURITY_STATUS ProbeToken(PCtxtHandle context) override;

  std::unique_ptr<Party> NewClient() override;
  std::unique_ptr<Party> NewServer() override;

  const char* export_function() const override { return "ExportSecurityContext"; }
  const char* import_function() const override { return "ImportSecurityContext"; }

 private:
  const Options& options_;
  const SecurityFunctionTableW& functions_;
};

}  // namespace check_package
