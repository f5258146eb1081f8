#include "package/user_mode_functions.h"

#include "package/attributes.h"
#include "package/instance.h"
#include "package/lsa_mode_functions.h"

namespace handoff_reference {

namespace {

using Protect = void (Session::*)(MessageBuffers&);

// The sequence number that callers may pass along is for packages that leave counting to them.
NTSTATUS Send(LSA_SEC_HANDLE handle, ULONG quality, PSecBufferDesc message, Protect protect) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    const auto context = Instance::Get().contexts.Find(handle);
    const auto session = context->UseSession();
    if (quality != 0) throw StatusError(SEC_E_QOP_NOT_SUPPORTED);
    MessageBuffers buffers(message);
    ((*session).*protect)(buffers);
    return SEC_E_OK;
  });
}

NTSTATUS Receive(LSA_SEC_HANDLE handle, PSecBufferDesc message, PULONG quality, Protect protect) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    const auto context = Instance::Get().contexts.Find(handle);
    const auto session = context->UseSession();
    MessageBuffers buffers(message);
    ((*session).*protect)(buffers);
    if (quality != nullptr) *quality = 0;
    return SEC_E_OK;
  });
}

}  // namespace

// Nothing to prepare, and nothing needed of what is offered: see caller_memory.h.
NTSTATUS NTAPI SpInstanceInit(ULONG, PSECPKG_DLL_FUNCTIONS, PVOID*) { return SEC_E_OK; }

NTSTATUS NTAPI SpInitUserModeContext(LSA_SEC_HANDLE, PSecBuffer) {
  // Receives what the LSA half of a package put into ContextData when it reported a mapped context.
  // This package has no LSA half yet and reports none.
  return SEC_E_UNSUPPORTED_FUNCTION;
}

NTSTATUS NTAPI SpMakeSignature(LSA_SEC_HANDLE handle, ULONG quality, PSecBufferDesc message,
                               ULONG) {
  return Send(handle, quality, message, &Session::Sign);
}

NTSTATUS NTAPI SpVerifySignature(LSA_SEC_HANDLE handle, PSecBufferDesc message, ULONG,
                                 PULONG quality) {
  return Receive(handle, message, quality, &Session::Verify);
}

NTSTATUS NTAPI SpSealMessage(LSA_SEC_HANDLE handle, ULONG quality, PSecBufferDesc message, ULONG) {
  return Send(handle, quality, message, &Session::Seal);
}

NTSTATUS NTAPI SpUnsealMessage(LSA_SEC_HANDLE handle, PSecBufferDesc message, ULONG,
                               PULONG quality) {
  return Receive(handle, message, quality, &Session::Unseal);
}

NTSTATUS NTAPI SpGetContextToken(LSA_SEC_HANDLE handle, PHANDLE access_token) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    if (access_token == nullptr) throw StatusError(SEC_E_INVALID_PARAMETER);
    const auto context = Instance::Get().contexts.Find(handle);
    const auto session = context->UseSession();
    if (!session->access_token()) throw StatusError(SEC_E_NO_IMPERSONATION);
    // Not a duplicate: ntsecpkg.h's documentation leaves duplicating to the one who asks.
    *access_token = session->access_token().get();
    return SEC_E_OK;
  });
}

NTSTATUS NTAPI SpQueryContextAttributes(LSA_SEC_HANDLE handle, ULONG attribute, PVOID buffer) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    QueryAttribute(*Instance::Get().contexts.Find(handle), attribute, buffer);
    return SEC_E_OK;
  });
}

NTSTATUS NTAPI SpCompleteAuthToken(LSA_SEC_HANDLE handle, PSecBufferDesc message) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    Instance::Get().contexts.Find(handle)->CompleteToken(message);
    return SEC_E_OK;
  });
}

NTSTATUS NTAPI SpDeleteUserModeContext(LSA_SEC_HANDLE handle) { return SpDeleteContext(handle); }

NTSTATUS NTAPI SpFormatCredentials(PSecBuffer, PSecBuffer) { return SEC_E_UNSUPPORTED_FUNCTION; }

NTSTATUS NTAPI SpMarshallSupplementalCreds(ULONG, PUCHAR, PULONG, PVOID*) {
  return SEC_E_UNSUPPORTED_FUNCTION;
}

namespace {

SECPKG_USER_FUNCTION_TABLE MakeTable() {
  SECPKG_USER_FUNCTION_TABLE table{};
  table.InstanceInit = SpInstanceInit;
  table.InitUserModeContext = SpInitUserModeContext;
  table.MakeSignature = SpMakeSignature;
  table.VerifySignature = SpVerifySignature;
  table.SealMessage = SpSealMessage;
  table.UnsealMessage = SpUnsealMessage;
  table.GetContextToken = SpGetContextToken;
  table.QueryContextAttributes = SpQueryContextAttributes;
  table.CompleteAuthToken = SpCompleteAuthToken;
  table.DeleteUserModeContext = SpDeleteUserModeContext;
  table.FormatCredentials = SpFormatCredentials;
  table.MarshallSupplementalCreds = SpMarshallSupplementalCreds;
  table.ExportContext = SpExportSecurityContext;
  table.ImportContext = SpImportSecurityContext;
  return table;
}

SECPKG_USER_FUNCTION_TABLE g_table = MakeTable();

}  // namespace

}  // namespace handoff_reference

extern "C" NTSTATUS SEC_ENTRY SpUserModeInitialize(ULONG, PULONG package_version,
                                                   PSECPKG_USER_FUNCTION_TABLE* tables,
                                                   PULONG table_count) {
  *package_version = SECPKG_INTERFACE_VERSION;
  *tables = &handoff_reference::g_table;
  *table_count = 1;
  return SEC_E_OK;
}
