#include "package/lsa_mode_functions.h"

#include "package/attributes.h"
#include "package/dispatch_tables.h"
#include "package/handshake_leg.h"
#include "package/instance.h"
#include "package/package_info.h"
#include "package/refusal.h"

namespace handoff_reference {

namespace {

// CompleteAuthToken is a function of the user-mode half, and LSA maps only complete contexts. So
// DCE style is not granted through this interface, and tokens contain their whole proofs.
static_assert(ISC_REQ_USE_DCE_STYLE == ASC_REQ_USE_DCE_STYLE);
constexpr ULONG kImpossibleRequirements = ISC_REQ_USE_DCE_STYLE;

std::wstring ToText(const UNICODE_STRING* string) {
  if (string == nullptr) return {};
  return std::wstring(string->Buffer, string->Length / sizeof(wchar_t));
}

}  // namespace

// Windows passes its functions to SpInitialize. Wine passes them here, as to an authentication
// package, and asks for the name.
NTSTATUS NTAPI LsaApInitializePackage(ULONG, PLSA_DISPATCH_TABLE functions, PLSA_STRING,
                                      PLSA_STRING, PLSA_STRING* name) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    if (functions == nullptr || name == nullptr) throw StatusError(SEC_E_INVALID_PARAMETER);
    KeepLsaFunctions(*functions);
    *name = AllocatePackageName(LsaHeap());
    return SEC_E_OK;
  });
}

// The package keeps no data for a logon.
VOID NTAPI LsaApLogonTerminated(PLUID) {}

// Trap: Wine passes neither parameters nor functions.
NTSTATUS NTAPI SpInitialize(ULONG_PTR, PSECPKG_PARAMETERS, PLSA_SECPKG_FUNCTION_TABLE functions) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    if (functions != nullptr) KeepLsaFunctions(*functions);
    if (!HasLsaFunctions()) throw StatusError(SEC_E_INVALID_PARAMETER);
    return SEC_E_OK;
  });
}

// The unload of the DLL frees everything: see instance.cc.
NTSTATUS NTAPI SpShutdown() { return SEC_E_OK; }

NTSTATUS NTAPI SpGetInfo(PSecPkgInfoW info) {
  if (info == nullptr) return SEC_E_INVALID_PARAMETER;
  *info = PackageInfo();
  return SEC_E_OK;
}

// LSA notifies every package of each logon. This package uses only the identity of
// AcquireCredentialsHandle.
NTSTATUS NTAPI SpAcceptCredentials(SECURITY_LOGON_TYPE, PUNICODE_STRING, PSECPKG_PRIMARY_CRED,
                                   PSECPKG_SUPPLEMENTAL_CRED) {
  return SEC_E_OK;
}

NTSTATUS NTAPI SpAcquireCredentialsHandle(PUNICODE_STRING, ULONG use, PLUID, PVOID auth_data, PVOID,
                                          PVOID, PLSA_SEC_HANDLE handle, PTimeStamp expiry) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    if (handle == nullptr) throw StatusError(SEC_E_INVALID_PARAMETER);
    *handle = Instance::Get().AcquireCredentials(use, ReadIdentity(auth_data, ReadClient), expiry);
    return SEC_E_OK;
  });
}

NTSTATUS NTAPI SpQueryCredentialsAttributes(LSA_SEC_HANDLE handle, ULONG attribute, PVOID buffer) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    QueryAttribute(*Instance::Get().credentials.Find(handle), attribute, buffer, ClientHeap());
    return SEC_E_OK;
  });
}

NTSTATUS NTAPI SpFreeCredentialsHandle(LSA_SEC_HANDLE handle) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    Instance::Get().credentials.Remove(handle);
    return SEC_E_OK;
  });
}

NTSTATUS NTAPI SpInitLsaModeContext(LSA_SEC_HANDLE credential, LSA_SEC_HANDLE context,
                                    PUNICODE_STRING target, ULONG requirements, ULONG,
                                    PSecBufferDesc input, PLSA_SEC_HANDLE new_context,
                                    PSecBufferDesc output, PULONG flags, PTimeStamp expiry,
                                    PBOOLEAN mapped, PSecBuffer context_data) {
  return AtBoundary([&] {
    return RunClientLeg({credential, context, requirements & ~kImpossibleRequirements, input,
                         output, new_context, flags, expiry, mapped, context_data, LsaHeap()},
                        ToText(target));
  });
}

NTSTATUS NTAPI SpAcceptLsaModeContext(LSA_SEC_HANDLE credential, LSA_SEC_HANDLE context,
                                      PSecBufferDesc input, ULONG requirements, ULONG,
                                      PLSA_SEC_HANDLE new_context, PSecBufferDesc output,
                                      PULONG flags, PTimeStamp expiry, PBOOLEAN mapped,
                                      PSecBuffer context_data) {
  return AtBoundary([&] {
    return RunServerLeg({credential, context, requirements & ~kImpossibleRequirements, input,
                         output, new_context, flags, expiry, mapped, context_data, LsaHeap()});
  });
}

NTSTATUS NTAPI SpDeleteContext(LSA_SEC_HANDLE handle) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    Instance::Get().lsa_contexts.Remove(handle);
    return SEC_E_OK;
  });
}

NTSTATUS NTAPI SpQueryLsaModeContextAttributes(LSA_SEC_HANDLE handle, ULONG attribute,
                                               PVOID buffer) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    QueryAttribute(*Instance::Get().lsa_contexts.Find(handle), attribute, buffer, LsaHeap());
    return SEC_E_OK;
  });
}

namespace {

SECPKG_FUNCTION_TABLE MakeTable() {
  SECPKG_FUNCTION_TABLE table{};
  table.InitializePackage = LsaApInitializePackage;
  table.LogonUser = kRefuse<LSA_AP_LOGON_USER>;
  table.CallPackage = kRefuse<LSA_AP_CALL_PACKAGE>;
  table.LogonTerminated = LsaApLogonTerminated;
  table.CallPackageUntrusted = kRefuse<LSA_AP_CALL_PACKAGE_UNTRUSTED>;
  table.CallPackagePassthrough = kRefuse<LSA_AP_CALL_PACKAGE_PASSTHROUGH>;
  table.LogonUserEx = kRefuse<LSA_AP_LOGON_USER_EX>;
  table.LogonUserEx2 = kRefuse<LSA_AP_LOGON_USER_EX2>;
  table.Initialize = SpInitialize;
  table.Shutdown = SpShutdown;
  table.GetInfo = SpGetInfo;
  table.AcceptCredentials = SpAcceptCredentials;
  table.AcquireCredentialsHandle = SpAcquireCredentialsHandle;
  table.QueryCredentialsAttributes = SpQueryCredentialsAttributes;
  table.FreeCredentialsHandle = SpFreeCredentialsHandle;
  table.SaveCredentials = kRefuse<SpSaveCredentialsFn>;
  table.GetCredentials = kRefuse<SpGetCredentialsFn>;
  table.DeleteCredentials = kRefuse<SpDeleteCredentialsFn>;
  table.InitLsaModeContext = SpInitLsaModeContext;
  table.AcceptLsaModeContext = SpAcceptLsaModeContext;
  table.DeleteContext = SpDeleteContext;
  table.ApplyControlToken = kRefuse<SpApplyControlTokenFn>;
  table.GetUserInfo = kRefuse<SpGetUserInfoFn>;
  table.GetExtendedInformation = kRefuse<SpGetExtendedInformationFn>;
  table.QueryContextAttributes = SpQueryLsaModeContextAttributes;
  table.AddCredentials = kRefuse<SpAddCredentialsFn>;
  table.SetExtendedInformation = kRefuse<SpSetExtendedInformationFn>;
  table.SetContextAttributes = kRefuse<SpSetContextAttributesFn>;
  table.SetCredentialsAttributes = kRefuse<SpSetCredentialsAttributesFn>;
  return table;
}

SECPKG_FUNCTION_TABLE g_table = MakeTable();

}  // namespace

}  // namespace handoff_reference

// The first version of the interface contains all functions of this package. With it the host does
// not read members that later headers have appended to the table.
extern "C" NTSTATUS SEC_ENTRY SpLsaModeInitialize(ULONG, PULONG package_version,
                                                  PSECPKG_FUNCTION_TABLE* tables,
                                                  PULONG table_count) {
  *package_version = SECPKG_INTERFACE_VERSION;
  *tables = &handoff_reference::g_table;
  *table_count = 1;
  return SEC_E_OK;
}
