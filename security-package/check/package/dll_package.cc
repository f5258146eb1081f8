#include "package/dll_package.h"

#include <cstring>

#include "package/dll_functions.h"
#include "package/lsa_host.h"
#include "package/lsa_party.h"
#include "package/sspi_party.h"
#include "status_name.h"
#include "verdict.h"

namespace check_package {

namespace {

// Returns NULL if the DLL does not export it.
template <typename Function>
Function* Exported(HMODULE dll, const char* name) {
  const FARPROC address = GetProcAddress(dll, name);
  Function* function = nullptr;
  static_assert(sizeof(function) == sizeof(address), "both are function pointers");
  std::memcpy(&function, &address, sizeof(function));
  return function;
}

// Converts the status to the one that an application receives, because the Sp functions may return
// either kind.
SECURITY_STATUS ToSecurityStatus(NTSTATUS status) {
  switch (static_cast<ULONG>(status)) {
    case 0xC0000008:  // STATUS_INVALID_HANDLE
      return SEC_E_INVALID_HANDLE;
    case 0xC0000002:  // STATUS_NOT_IMPLEMENTED
    case 0xC00000BB:  // STATUS_NOT_SUPPORTED
      return SEC_E_UNSUPPORTED_FUNCTION;
    case 0xC0000017:  // STATUS_NO_MEMORY
    case 0xC000009A:  // STATUS_INSUFFICIENT_RESOURCES
      return SEC_E_INSUFFICIENT_MEMORY;
    default:
      return status;
  }
}

// A missing function ends the check, not the program.
template <typename Function, typename... Arguments>
SECURITY_STATUS Call(Function* function, Arguments... arguments) {
  return function == nullptr ? SEC_E_UNSUPPORTED_FUNCTION
                             : ToSecurityStatus(function(arguments...));
}

}  // namespace

DllPackage::DllPackage(const Options& options) : options_(options) {
  // The DLL is never unloaded: the process runs only one check, and the contract says nothing about
  // unloading.
  const HMODULE dll = LoadLibraryW(options.dll.c_str());
  if (dll == nullptr) {
    throw NotTested("the DLL cannot be loaded: LoadLibrary returns error " +
                    std::to_string(GetLastError()));
  }
  InitializeUserMode(dll);
  InitializeLsaMode(dll);
  InitializeSsp(dll);
}

void DllPackage::InitializeUserMode(HMODULE dll) {
  using Initialize = NTSTATUS SEC_ENTRY(ULONG, PULONG, PSECPKG_USER_FUNCTION_TABLE*, PULONG);
  auto* initialize = Exported<Initialize>(dll, SECPKG_USERMODEINIT_NAME);
  if (initialize == nullptr) throw NotTested("the DLL does not export SpUserModeInitialize");
  SECURITY_STATUS status =
      initialize(SECPKG_INTERFACE_VERSION, &interface_version_, &table_, &table_count_);
  if (status != SEC_E_OK) throw NotTested("SpUserModeInitialize returns " + NameOf(status));
  if (table_ == nullptr || table_count_ == 0)
    throw NotTested("SpUserModeInitialize returns no table");

  PVOID user_functions = nullptr;
  status = Call(table_->InstanceInit, static_cast<ULONG>(SECPKG_INTERFACE_VERSION), DllFunctions(),
                &user_functions);
  if (status != SEC_E_OK) throw NotTested("SpInstanceInit returns " + NameOf(status));
}

void DllPackage::InitializeLsaMode(HMODULE dll) {
  using Initialize = NTSTATUS SEC_ENTRY(ULONG, PULONG, PSECPKG_FUNCTION_TABLE*, PULONG);
  auto* initialize = Exported<Initialize>(dll, SECPKG_LSAMODEINIT_NAME);
  if (initialize == nullptr) return;
  ULONG version = 0;
  ULONG count = 0;
  SECURITY_STATUS status = initialize(SECPKG_INTERFACE_VERSION, &version, &lsa_table_, &count);
  if (status != SEC_E_OK) throw NotTested("SpLsaModeInitialize returns " + NameOf(status));
  if (lsa_table_ == nullptr || count == 0) throw NotTested("SpLsaModeInitialize returns no table");

  SECPKG_PARAMETERS parameters{};
  parameters.Version = SECPKG_INTERFACE_VERSION;
  status = Call(lsa_table_->Initialize, ULONG_PTR{1}, &parameters, LsaFunctions());
  if (status != SEC_E_OK) throw NotTested("SpInitialize returns " + NameOf(status));
  SecPkgInfoW info{};
  status = Call(lsa_table_->GetInfo, &info);
  if (status != SEC_E_OK) throw NotTested("SpGetInfo returns " + NameOf(status));
  name_ = info.Name;
}

void DllPackage::InitializeSsp(HMODULE dll) {
  using Initialize = PSecurityFunctionTableW SEC_ENTRY();
  auto* initialize = Exported<Initialize>(dll, "InitSecurityInterfaceW");
  if (initialize != nullptr) ssp_table_ = initialize();
  if (ssp_table_ == nullptr) return;
  ULONG count = 0;
  PSecPkgInfoW packages = nullptr;
  const SECURITY_STATUS status = ssp_table_->EnumerateSecurityPackagesW(&count, &packages);
  if (status != SEC_E_OK) throw NotTested("EnumerateSecurityPackages returns " + NameOf(status));
  if (count > 0) name_ = packages[0].Name;
  FreeContextBuffer(packages);
}

SECURITY_STATUS DllPackage::Export(PCtxtHandle context, ULONG flags, PSecBuffer packed,
                                   HANDLE* token) {
  return Call(table_->ExportContext, context->dwLower, flags, packed, token);
}

SECURITY_STATUS DllPackage::Import(PSecBuffer packed, HANDLE token, PCtxtHandle context) {
  context->dwUpper = 0;
  return Call(table_->ImportContext, packed, token, &context->dwLower);
}

SECURITY_STATUS DllPackage::Delete(PCtxtHandle context) {
  return Call(table_->DeleteUserModeContext, context->dwLower);
}

SECURITY_STATUS DllPackage::QueryAttributes(PCtxtHandle context, ULONG attribute, void* buffer) {
  return Call(table_->QueryContextAttributes, context->dwLower, attribute, buffer);
}

SECURITY_STATUS DllPackage::MakeSignature(PCtxtHandle context, PSecBufferDesc message) {
  return Call(table_->MakeSignature, context->dwLower, ULONG{0}, message, ULONG{0});
}

SECURITY_STATUS DllPackage::VerifySignature(PCtxtHandle context, PSecBufferDesc message) {
  ULONG quality = 0;
  return Call(table_->VerifySignature, context->dwLower, message, ULONG{0}, &quality);
}

SECURITY_STATUS DllPackage::Encrypt(PCtxtHandle context, PSecBufferDesc message) {
  return Call(table_->SealMessage, context->dwLower, ULONG{0}, message, ULONG{0});
}

SECURITY_STATUS DllPackage::Decrypt(PCtxtHandle context, PSecBufferDesc message) {
  ULONG quality = 0;
  return Call(table_->UnsealMessage, context->dwLower, message, ULONG{0}, &quality);
}

SECURITY_STATUS DllPackage::ProbeToken(PCtxtHandle context) {
  HANDLE token = nullptr;
  const SECURITY_STATUS status = Call(table_->GetContextToken, context->dwLower, &token);
  if (status != SEC_E_OK) return status;
  // The package keeps this handle. secur32 would return a duplicate.
  HANDLE duplicate = nullptr;
  const HANDLE process = GetCurrentProcess();
  if (!DuplicateHandle(process, token, process, &duplicate, 0, FALSE, DUPLICATE_SAME_ACCESS)) {
    return SEC_E_NO_IMPERSONATION;
  }
  CloseHandle(duplicate);
  return SEC_E_OK;
}

std::unique_ptr<Party> DllPackage::NewClient() { return NewParty(HandshakeRole::kClient); }

std::unique_ptr<Party> DllPackage::NewServer() { return NewParty(HandshakeRole::kServer); }

std::unique_ptr<Party> DllPackage::NewParty(HandshakeRole role) {
  if (lsa_table_ != nullptr) {
    return std::make_unique<LsaParty>(*this, *lsa_table_, *table_, role, options_);
  }
  if (ssp_table_ != nullptr) return std::make_unique<SspiParty>(*this, *ssp_table_, role, options_);
  throw NotTested("the DLL exports neither SpLsaModeInitialize nor InitSecurityInterfaceW");
}

}  // namespace check_package
