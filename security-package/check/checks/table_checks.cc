// Checks the tables that a package's DLL returns.

#include "checks/check.h"
#include "status_name.h"

namespace check_package {

namespace {

std::string UserModeTable(const Subject& subject) {
  const ULONG version = subject.dll->interface_version();
  if (version < SECPKG_INTERFACE_VERSION) {
    throw Violation("SpUserModeInitialize returns the interface version " + Hex(version) +
                    ", older than SECPKG_INTERFACE_VERSION");
  }
  const SECPKG_USER_FUNCTION_TABLE& table = subject.dll->table();
  const struct {
    const char* name;
    bool present;
  } functions[] = {
      {"InstanceInit", table.InstanceInit != nullptr},
      {"InitUserModeContext", table.InitUserModeContext != nullptr},
      {"MakeSignature", table.MakeSignature != nullptr},
      {"VerifySignature", table.VerifySignature != nullptr},
      {"SealMessage", table.SealMessage != nullptr},
      {"UnsealMessage", table.UnsealMessage != nullptr},
      {"GetContextToken", table.GetContextToken != nullptr},
      {"QueryContextAttributes", table.QueryContextAttributes != nullptr},
      {"CompleteAuthToken", table.CompleteAuthToken != nullptr},
      {"DeleteUserModeContext", table.DeleteUserModeContext != nullptr},
      {"FormatCredentials", table.FormatCredentials != nullptr},
      {"MarshallSupplementalCreds", table.MarshallSupplementalCreds != nullptr},
      {"ExportContext", table.ExportContext != nullptr},
      {"ImportContext", table.ImportContext != nullptr},
  };
  for (const auto& function : functions) {
    if (!function.present) throw Violation(std::string(function.name) + " is NULL");
  }
  return "interface version " + Hex(version);
}

std::string SspTable(const Subject& subject) {
  const SecurityFunctionTableW* table = subject.dll->ssp_table();
  if (table == nullptr) throw LeftOut("the DLL does not export InitSecurityInterfaceW");
  if (table->ExportSecurityContext == nullptr || table->ImportSecurityContextW == nullptr) {
    throw Violation("ExportSecurityContext or ImportSecurityContextW is NULL");
  }
  if (table->FreeContextBuffer == nullptr) throw Violation("FreeContextBuffer is NULL");
  if (table->Reserved3 == nullptr || table->Reserved4 == nullptr) {
    throw Violation(
        "Reserved3 or Reserved4 is NULL, where Windows looks for EncryptMessage and "
        "DecryptMessage");
  }
  return "table version " + std::to_string(table->dwVersion);
}

}  // namespace

std::vector<Check> TableChecks() {
  return {
      {"user-mode-table", "SpUserModeInitialize returns a complete table", UserModeTable, true},
      {"ssp-table", "InitSecurityInterfaceW returns a table that Windows can use", SspTable, true},
  };
}

}  // namespace check_package
