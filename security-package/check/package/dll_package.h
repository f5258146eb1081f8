#pragma once

#include "options.h"
#include "package/handshake_role.h"
#include "package/package.h"

namespace check_package {

// A package's DLL, called through the SECPKG_USER_FUNCTION_TABLE that its SpUserModeInitialize
// returns. Without LSA, the InitSecurityInterfaceW of the same DLL authenticates. Its contexts must
// have the same handles as the table.
class DllPackage : public Package {
 public:
  // `options` must outlive this object.
  explicit DllPackage(const Options& options);

  std::wstring name() const override { return name_; }

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

  bool has_lsa_half() const override { return lsa_table_ != nullptr; }

  const char* export_function() const override { return "SpExportSecurityContext"; }
  const char* import_function() const override { return "SpImportSecurityContext"; }

  ULONG interface_version() const { return interface_version_; }
  ULONG table_count() const { return table_count_; }
  const SECPKG_USER_FUNCTION_TABLE& table() const { return *table_; }
  // Returns NULL if the DLL is not a plain SSP too.
  const SecurityFunctionTableW* ssp_table() const { return ssp_table_; }

 private:
  void InitializeUserMode(HMODULE dll);
  void InitializeLsaMode(HMODULE dll);
  void InitializeSsp(HMODULE dll);
  std::unique_ptr<Party> NewParty(HandshakeRole role);

  const Options& options_;
  std::wstring name_;
  ULONG interface_version_ = 0;
  ULONG table_count_ = 0;
  PSECPKG_USER_FUNCTION_TABLE table_ = nullptr;
  PSECPKG_FUNCTION_TABLE lsa_table_ = nullptr;
  PSecurityFunctionTableW ssp_table_ = nullptr;
};

}  // namespace check_package
