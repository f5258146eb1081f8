#include "package/user_mode_functions.h"

#include "package/attributes.h"
#include "package/dispatch_tables.h"
#include "package/instance.h"
#include "package/refusal.h"
#include "session/packed_context.h"

namespace handoff_reference {

namespace {

using Protect = void (Session::*)(SecBufferDesc*, ULONG quality);
using Unprotect = ULONG (Session::*)(SecBufferDesc*);

// The caller's sequence number is for packages that do not count themselves.
NTSTATUS Send(LSA_SEC_HANDLE handle, ULONG quality, PSecBufferDesc message, Protect protect) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    const auto context = Instance::Get().FindInUserMode(handle);
    const auto session = context->UseSession();
    ((*session).*protect)(message, quality);
    return SEC_E_OK;
  });
}

NTSTATUS Receive(LSA_SEC_HANDLE handle, PSecBufferDesc message, PULONG quality,
                 Unprotect unprotect) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    const auto context = Instance::Get().FindInUserMode(handle);
    const auto session = context->UseSession();
    const ULONG found = ((*session).*unprotect)(message);
    if (quality != nullptr) *quality = found;
    return SEC_E_OK;
  });
}

}  // namespace

NTSTATUS NTAPI SpInstanceInit(ULONG, PSECPKG_DLL_FUNCTIONS functions, PVOID*) {
  if (functions == nullptr) return SEC_E_INVALID_PARAMETER;
  KeepUserModeFunctions(*functions);
  return SEC_E_OK;
}

// ContextData from the LSA half arrives here, in the calling process. The host keeps the bytes: the
// documentation of ntsecpkg.h names FreeContextBuffer for them, but not its caller.
//
// The access token is created here, because this is the server's process: see
// session/access_token.h.
NTSTATUS NTAPI SpInitUserModeContext(LSA_SEC_HANDLE handle, PSecBuffer packed_context) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    if (handle == 0) throw StatusError(SEC_E_INVALID_HANDLE);
    if (packed_context == nullptr || packed_context->pvBuffer == nullptr) {
      throw StatusError(SEC_E_INVALID_TOKEN);
    }
    SessionState state = Unpack(ByteView(packed_context->pvBuffer, packed_context->cbBuffer));
    AccessToken access_token =
        state.role == Role::kServer ? AccessToken::ForClient(state.flags) : AccessToken();
    auto session = std::make_unique<Session>(std::move(state), std::move(access_token));
    Instance::Get().user_mode_contexts.InsertAs(handle,
                                                std::make_shared<Context>(std::move(session)));
    return SEC_E_OK;
  });
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
    const auto context = Instance::Get().FindInUserMode(handle);
    const auto session = context->UseSession();
    if (!session->access_token()) throw StatusError(SEC_E_NO_IMPERSONATION);
    // Returns the context's own handle, because the documentation of ntsecpkg.h leaves duplication
    // to the caller.
    *access_token = session->access_token().get();
    return SEC_E_OK;
  });
}

NTSTATUS NTAPI SpQueryContextAttributes(LSA_SEC_HANDLE handle, ULONG attribute, PVOID buffer) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    QueryAttribute(*Instance::Get().FindInUserMode(handle), attribute, buffer, UserModeHeap());
    return SEC_E_OK;
  });
}

NTSTATUS NTAPI SpCompleteAuthToken(LSA_SEC_HANDLE handle, PSecBufferDesc message) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    Instance::Get().FindInUserMode(handle)->CompleteToken(message);
    return SEC_E_OK;
  });
}

NTSTATUS NTAPI SpDeleteUserModeContext(LSA_SEC_HANDLE handle) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    Instance::Get().RemoveInUserMode(handle);
    return SEC_E_OK;
  });
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
  table.FormatCredentials = kRefuse<SpFormatCredentialsFn>;
  table.MarshallSupplementalCreds = kRefuse<SpMarshallSupplementalCredsFn>;
  table.ExportContext = SpExportSecurityContext;
  table.ImportContext = SpImportSecurityContext;
  return table;
}

SECPKG_USER_FUNCTION_TABLE g_table = MakeTable();

}  // namespace

}  // namespace handoff_reference

// The first version of the interface, as in SpLsaModeInitialize. Export and import are its last two
// functions.
extern "C" NTSTATUS SEC_ENTRY SpUserModeInitialize(ULONG, PULONG package_version,
                                                   PSECPKG_USER_FUNCTION_TABLE* tables,
                                                   PULONG table_count) {
  *package_version = SECPKG_INTERFACE_VERSION;
  *tables = &handoff_reference::g_table;
  *table_count = 1;
  return SEC_E_OK;
}
