#include <cstring>
#include <cwchar>

#include "package/attributes.h"
#include "package/export_security_context.h"
#include "package/handshake_leg.h"
#include "package/instance.h"
#include "package/lsa_mode_functions.h"
#include "package/package_info.h"
#include "package/user_mode_functions.h"

// The table of a plain SSP. It translates handles, and allocates memory for the caller from the
// process heap. The functions that do the work are the same as for the tables of an SSP/AP.

namespace handoff_reference {

namespace {

// A plain SSP receives no memory functions. Trap: under Wine FreeContextBuffer calls HeapFree on
// the process heap and asks no package, so neither new nor malloc works.
PVOID NTAPI AllocateOnProcessHeap(ULONG size) { return HeapAlloc(GetProcessHeap(), 0, size); }
VOID NTAPI FreeOnProcessHeap(PVOID memory) { HeapFree(GetProcessHeap(), 0, memory); }

constexpr CallerHeap kProcessHeap{AllocateOnProcessHeap, FreeOnProcessHeap, CopyHere};

LSA_SEC_HANDLE Lower(const SecHandle* handle) { return handle != nullptr ? handle->dwLower : 0; }

// secur32 finds the package by dwUpper, which belongs to secur32. Trap: Wine sets it in a new
// context only for SEC_E_OK and SEC_I_CONTINUE_NEEDED, and without it CompleteAuthToken would not
// find this package. The handle of the current call has the same value.
void SetHandle(PCtxtHandle handle, LSA_SEC_HANDLE lower, const SecHandle* source) {
  if (handle == nullptr) return;
  handle->dwLower = lower;
  handle->dwUpper = source->dwUpper;
}

// A context handle of zeroes must not be treated like the NULL of the first leg.
bool AreContextHandlesUsable(const SecHandle* context, const SecHandle* new_context) {
  return context != nullptr ? context->dwLower != 0 : new_context != nullptr;
}

SECURITY_STATUS SEC_ENTRY Enumerate(ULONG* count, PSecPkgInfoW* packages) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    *packages = AllocatePackageInfo(kProcessHeap);
    *count = 1;
    return SEC_E_OK;
  });
}

SECURITY_STATUS SEC_ENTRY QueryPackageInfo(SEC_WCHAR* name, PSecPkgInfoW* package) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    if (!IsPackageName(name)) throw StatusError(SEC_E_SECPKG_NOT_FOUND);
    *package = AllocatePackageInfo(kProcessHeap);
    return SEC_E_OK;
  });
}

SECURITY_STATUS SEC_ENTRY AcquireCredentials(SEC_WCHAR*, SEC_WCHAR*, ULONG use, void*,
                                             void* auth_data, SEC_GET_KEY_FN, void*,
                                             PCredHandle credential, PTimeStamp expiry) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    if (credential == nullptr) throw StatusError(SEC_E_INVALID_HANDLE);
    credential->dwLower =
        Instance::Get().AcquireCredentials(use, ReadIdentity(auth_data, CopyHere), expiry);
    return SEC_E_OK;
  });
}

SECURITY_STATUS SEC_ENTRY FreeCredentials(PCredHandle credential) {
  return SpFreeCredentialsHandle(Lower(credential));
}

SECURITY_STATUS SEC_ENTRY QueryCredentials(PCredHandle credential, ULONG attribute, void* buffer) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    const auto credentials = Instance::Get().credentials.Find(Lower(credential));
    QueryAttribute(*credentials, attribute, buffer, kProcessHeap);
    return SEC_E_OK;
  });
}

SECURITY_STATUS SEC_ENTRY Initialize(PCredHandle credential, PCtxtHandle context, SEC_WCHAR* target,
                                     ULONG requirements, ULONG, ULONG, PSecBufferDesc input, ULONG,
                                     PCtxtHandle new_context, PSecBufferDesc output, ULONG* flags,
                                     PTimeStamp expiry) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    if (!AreContextHandlesUsable(context, new_context)) throw StatusError(SEC_E_INVALID_HANDLE);
    LSA_SEC_HANDLE handle = 0;
    const SECURITY_STATUS status =
        RunClientLeg({Lower(credential), Lower(context), requirements, input, output, &handle,
                      flags, expiry, nullptr, nullptr, kProcessHeap},
                     target != nullptr ? target : L"");
    SetHandle(new_context, handle, context != nullptr ? context : credential);
    return status;
  });
}

SECURITY_STATUS SEC_ENTRY Accept(PCredHandle credential, PCtxtHandle context, PSecBufferDesc input,
                                 ULONG requirements, ULONG, PCtxtHandle new_context,
                                 PSecBufferDesc output, ULONG* flags, PTimeStamp expiry) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    if (!AreContextHandlesUsable(context, new_context)) throw StatusError(SEC_E_INVALID_HANDLE);
    LSA_SEC_HANDLE handle = 0;
    const SECURITY_STATUS status =
        RunServerLeg({Lower(credential), Lower(context), requirements, input, output, &handle,
                      flags, expiry, nullptr, nullptr, kProcessHeap});
    SetHandle(new_context, handle, context != nullptr ? context : credential);
    return status;
  });
}

SECURITY_STATUS SEC_ENTRY CompleteToken(PCtxtHandle context, PSecBufferDesc token) {
  return SpCompleteAuthToken(Lower(context), token);
}

SECURITY_STATUS SEC_ENTRY Delete(PCtxtHandle context) {
  return SpDeleteUserModeContext(Lower(context));
}

SECURITY_STATUS SEC_ENTRY ApplyControl(PCtxtHandle, PSecBufferDesc) {
  return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY QueryContext(PCtxtHandle context, ULONG attribute, void* buffer) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    const auto found = Instance::Get().FindInUserMode(Lower(context));
    QueryAttribute(*found, attribute, buffer, kProcessHeap);
    return SEC_E_OK;
  });
}

SECURITY_STATUS SEC_ENTRY SetContext(PCtxtHandle, ULONG, void*, ULONG) {
  return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY Sign(PCtxtHandle context, ULONG quality, PSecBufferDesc message,
                               ULONG sequence) {
  return SpMakeSignature(Lower(context), quality, message, sequence);
}

SECURITY_STATUS SEC_ENTRY Verify(PCtxtHandle context, PSecBufferDesc message, ULONG sequence,
                                 ULONG* quality) {
  return SpVerifySignature(Lower(context), message, sequence, quality);
}

SECURITY_STATUS SEC_ENTRY Encrypt(PCtxtHandle context, ULONG quality, PSecBufferDesc message,
                                  ULONG sequence) {
  return SpSealMessage(Lower(context), quality, message, sequence);
}

SECURITY_STATUS SEC_ENTRY Decrypt(PCtxtHandle context, PSecBufferDesc message, ULONG sequence,
                                  ULONG* quality) {
  return SpUnsealMessage(Lower(context), message, sequence, quality);
}

// For an SSP/AP, secur32 does these three with the handle that SpGetContextToken returns. A plain
// SSP does them itself while it holds the session. Otherwise the handle could be closed meanwhile.
SECURITY_STATUS SEC_ENTRY Impersonate(PCtxtHandle handle) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    const auto context = Instance::Get().FindInUserMode(Lower(handle));
    context->UseSession()->access_token().Impersonate();
    return SEC_E_OK;
  });
}

SECURITY_STATUS SEC_ENTRY Revert(PCtxtHandle handle) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    Instance::Get().FindInUserMode(Lower(handle));
    if (!RevertToSelf()) throw StatusError(SEC_E_INTERNAL_ERROR);
    return SEC_E_OK;
  });
}

SECURITY_STATUS SEC_ENTRY QueryToken(PCtxtHandle handle, HANDLE* access_token) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    if (access_token == nullptr) throw StatusError(SEC_E_INVALID_PARAMETER);
    const auto context = Instance::Get().FindInUserMode(Lower(handle));
    AccessToken duplicate = context->UseSession()->access_token().Duplicate();
    if (!duplicate) throw StatusError(SEC_E_NO_IMPERSONATION);
    *access_token = duplicate.Release();
    return SEC_E_OK;
  });
}

// Trap: secur32 frees the memory itself, but Wine crashes every process that loads secur32 if this
// is NULL.
SECURITY_STATUS SEC_ENTRY FreeBuffer(void* buffer) {
  FreeOnProcessHeap(buffer);
  return SEC_E_OK;
}

SECURITY_STATUS SEC_ENTRY Export(PCtxtHandle context, ULONG flags, PSecBuffer packed_context,
                                 void** access_token) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    ExportContext(Lower(context), flags, packed_context, access_token, kProcessHeap);
    return SEC_E_OK;
  });
}

SECURITY_STATUS SEC_ENTRY Import(SEC_WCHAR*, PSecBuffer packed_context, void* access_token,
                                 PCtxtHandle context) {
  if (context == nullptr) return SEC_E_INVALID_HANDLE;
  return SpImportSecurityContext(packed_context, access_token, &context->dwLower);
}

// Windows also calls EncryptMessage and DecryptMessage through two slots that sspi.h declares as
// void*. The pointers are copied, because compilers warn about the cast of a function pointer to
// void*.
template <typename Function>
void SetReserved(void*& slot, Function* function) {
  static_assert(sizeof(function) == sizeof(slot), "a slot holds a function pointer");
  std::memcpy(&slot, &function, sizeof(slot));
}

SecurityFunctionTableW MakeTable() {
  SecurityFunctionTableW table{};
  table.dwVersion = SECURITY_SUPPORT_PROVIDER_INTERFACE_VERSION_2;
  table.EnumerateSecurityPackagesW = Enumerate;
  table.QueryCredentialsAttributesW = QueryCredentials;
  table.AcquireCredentialsHandleW = AcquireCredentials;
  table.FreeCredentialsHandle = FreeCredentials;
  table.InitializeSecurityContextW = Initialize;
  table.AcceptSecurityContext = Accept;
  table.CompleteAuthToken = CompleteToken;
  table.DeleteSecurityContext = Delete;
  table.ApplyControlToken = ApplyControl;
  table.QueryContextAttributesW = QueryContext;
  table.ImpersonateSecurityContext = Impersonate;
  table.RevertSecurityContext = Revert;
  table.MakeSignature = Sign;
  table.VerifySignature = Verify;
  table.FreeContextBuffer = FreeBuffer;
  table.QuerySecurityPackageInfoW = QueryPackageInfo;
  SetReserved(table.Reserved3, Encrypt);
  SetReserved(table.Reserved4, Decrypt);
  table.ExportSecurityContext = Export;
  table.ImportSecurityContextW = Import;
  table.QuerySecurityContextToken = QueryToken;
  table.EncryptMessage = Encrypt;
  table.DecryptMessage = Decrypt;
  table.SetContextAttributesW = SetContext;
  return table;
}

SecurityFunctionTableW g_table = MakeTable();

}  // namespace

}  // namespace handoff_reference

extern "C" PSecurityFunctionTableW SEC_ENTRY InitSecurityInterfaceW() {
  return &handoff_reference::g_table;
}
