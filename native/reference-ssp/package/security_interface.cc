#include <cstring>
#include <cwchar>

#include "caller_memory.h"
#include "package/instance.h"
#include "package/lsa_mode_functions.h"
#include "package/package_info.h"
#include "package/user_mode_functions.h"

// The table of a plain SSP: nothing but a translation of handles. What it does is done by the
// functions that an SSP/AP's tables have, so a call of ExportSecurityContext ends in
// SpExportSecurityContext by either way in.

namespace handoff_reference {

namespace {

LSA_SEC_HANDLE Lower(const SecHandle* handle) { return handle != nullptr ? handle->dwLower : 0; }

// secur32 finds the package by dwUpper, which is its own. Trap: Wine sets that of a new context
// only for SEC_E_OK and SEC_I_CONTINUE_NEEDED, and without it CompleteAuthToken would not find us.
// It has the same value in the handle that led here.
void SetHandle(PCtxtHandle handle, LSA_SEC_HANDLE lower, const SecHandle* source) {
  if (handle == nullptr) return;
  handle->dwLower = lower;
  handle->dwUpper = source->dwUpper;
}

// A context handle that was passed but holds nothing must not look like the first leg's NULL.
bool AreContextHandlesUsable(const SecHandle* context, const SecHandle* new_context) {
  return context != nullptr ? context->dwLower != 0 : new_context != nullptr;
}

SECURITY_STATUS SEC_ENTRY Enumerate(ULONG* count, PSecPkgInfoW* packages) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    *packages = AllocatePackageInfo();
    *count = 1;
    return SEC_E_OK;
  });
}

SECURITY_STATUS SEC_ENTRY QueryPackageInfo(SEC_WCHAR* name, PSecPkgInfoW* package) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    if (!IsPackageName(name)) throw StatusError(SEC_E_SECPKG_NOT_FOUND);
    *package = AllocatePackageInfo();
    return SEC_E_OK;
  });
}

SECURITY_STATUS SEC_ENTRY AcquireCredentials(SEC_WCHAR*, SEC_WCHAR*, ULONG use, void* logon_id,
                                             void* auth_data, SEC_GET_KEY_FN, void*,
                                             PCredHandle credential, PTimeStamp expiry) {
  if (credential == nullptr) return SEC_E_INVALID_HANDLE;
  return SpAcquireCredentialsHandle(nullptr, use, static_cast<PLUID>(logon_id), auth_data, nullptr,
                                    nullptr, &credential->dwLower, expiry);
}

SECURITY_STATUS SEC_ENTRY FreeCredentials(PCredHandle credential) {
  return SpFreeCredentialsHandle(Lower(credential));
}

SECURITY_STATUS SEC_ENTRY QueryCredentials(PCredHandle credential, ULONG attribute, void* buffer) {
  return SpQueryCredentialsAttributes(Lower(credential), attribute, buffer);
}

SECURITY_STATUS SEC_ENTRY Initialize(PCredHandle credential, PCtxtHandle context, SEC_WCHAR* target,
                                     ULONG requirements, ULONG, ULONG data_representation,
                                     PSecBufferDesc input, ULONG, PCtxtHandle new_context,
                                     PSecBufferDesc output, ULONG* flags, PTimeStamp expiry) {
  if (!AreContextHandlesUsable(context, new_context)) return SEC_E_INVALID_HANDLE;
  UNICODE_STRING name{};
  if (target != nullptr) {
    const std::size_t size = std::wcslen(target) * sizeof(wchar_t);
    if (size > UNICODE_STRING_MAX_BYTES) return SEC_E_TARGET_UNKNOWN;
    name.Length = name.MaximumLength = static_cast<USHORT>(size);
    name.Buffer = target;
  }
  LSA_SEC_HANDLE handle = 0;
  const SECURITY_STATUS status = SpInitLsaModeContext(
      Lower(credential), Lower(context), &name, requirements, data_representation, input, &handle,
      output, flags, expiry, nullptr, nullptr);
  if (status >= 0) SetHandle(new_context, handle, context != nullptr ? context : credential);
  return status;
}

SECURITY_STATUS SEC_ENTRY Accept(PCredHandle credential, PCtxtHandle context, PSecBufferDesc input,
                                 ULONG requirements, ULONG data_representation,
                                 PCtxtHandle new_context, PSecBufferDesc output, ULONG* flags,
                                 PTimeStamp expiry) {
  if (!AreContextHandlesUsable(context, new_context)) return SEC_E_INVALID_HANDLE;
  LSA_SEC_HANDLE handle = 0;
  const SECURITY_STATUS status =
      SpAcceptLsaModeContext(Lower(credential), Lower(context), input, requirements,
                             data_representation, &handle, output, flags, expiry, nullptr, nullptr);
  if (status >= 0) SetHandle(new_context, handle, context != nullptr ? context : credential);
  return status;
}

SECURITY_STATUS SEC_ENTRY CompleteToken(PCtxtHandle context, PSecBufferDesc token) {
  return SpCompleteAuthToken(Lower(context), token);
}

SECURITY_STATUS SEC_ENTRY Delete(PCtxtHandle context) {
  return SpDeleteUserModeContext(Lower(context));
}

SECURITY_STATUS SEC_ENTRY ApplyControl(PCtxtHandle context, PSecBufferDesc token) {
  return SpApplyControlToken(Lower(context), token);
}

SECURITY_STATUS SEC_ENTRY QueryContext(PCtxtHandle context, ULONG attribute, void* buffer) {
  return SpQueryContextAttributes(Lower(context), attribute, buffer);
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

// For an SSP/AP, secur32 does these three with the handle that SpGetContextToken lends it. A plain
// SSP does them itself, while it holds the session: else the handle could be closed meanwhile.
SECURITY_STATUS SEC_ENTRY Impersonate(PCtxtHandle handle) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    const auto context = Instance::Get().contexts.Find(Lower(handle));
    context->UseSession()->access_token().Impersonate();
    return SEC_E_OK;
  });
}

SECURITY_STATUS SEC_ENTRY Revert(PCtxtHandle handle) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    Instance::Get().contexts.Find(Lower(handle));
    if (!RevertToSelf()) throw StatusError(SEC_E_INTERNAL_ERROR);
    return SEC_E_OK;
  });
}

SECURITY_STATUS SEC_ENTRY QueryToken(PCtxtHandle handle, HANDLE* access_token) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    if (access_token == nullptr) throw StatusError(SEC_E_INVALID_PARAMETER);
    const auto context = Instance::Get().contexts.Find(Lower(handle));
    AccessToken duplicate = context->UseSession()->access_token().Duplicate();
    if (!duplicate) throw StatusError(SEC_E_NO_IMPERSONATION);
    *access_token = duplicate.Release();
    return SEC_E_OK;
  });
}

// Trap: secur32 frees by itself, but Wine crashes every process that loads secur32 if this is NULL.
SECURITY_STATUS SEC_ENTRY FreeBuffer(void* buffer) {
  CallerMemory::Free(buffer);
  return SEC_E_OK;
}

SECURITY_STATUS SEC_ENTRY Export(PCtxtHandle context, ULONG flags, PSecBuffer packed_context,
                                 void** access_token) {
  return SpExportSecurityContext(Lower(context), flags, packed_context, access_token);
}

SECURITY_STATUS SEC_ENTRY Import(SEC_WCHAR*, PSecBuffer packed_context, void* access_token,
                                 PCtxtHandle context) {
  if (context == nullptr) return SEC_E_INVALID_HANDLE;
  return SpImportSecurityContext(packed_context, access_token, &context->dwLower);
}

// Windows calls EncryptMessage and DecryptMessage also by two slots that sspi.h declares as void*.
// Copied, because the cast of a function pointer to void* is one that compilers warn of.
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
