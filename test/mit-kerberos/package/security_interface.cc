#include <cstring>

#include "attributes.h"
#include "handshake_leg.h"
#include "instance.h"
#include "message_protection.h"
#include "package_info.h"
#include "status_error.h"
#include "transfer.h"

// The table of a plain SSP.

namespace mit_kerberos {

namespace {

using handoff_reference::AtBoundary;
using handoff_reference::StatusError;

ULONG_PTR Lower(const SecHandle* handle) { return handle != nullptr ? handle->dwLower : 0; }

std::shared_ptr<Context> ContextOf(PCtxtHandle handle) {
  return Instance::Get().contexts.Find(Lower(handle));
}

// Runs a function that returns nothing.
template <typename Body>
SECURITY_STATUS Run(Body&& body) noexcept {
  return AtBoundary([&]() -> SECURITY_STATUS {
    body();
    return SEC_E_OK;
  });
}

SECURITY_STATUS SEC_ENTRY Enumerate(ULONG* count, PSecPkgInfoW* packages) {
  return Run([&] {
    *packages = AllocatePackageInfo();
    *count = 1;
  });
}

SECURITY_STATUS SEC_ENTRY QueryPackageInfo(SEC_WCHAR* name, PSecPkgInfoW* package) {
  return Run([&] {
    if (!IsPackageName(name)) throw StatusError(SEC_E_SECPKG_NOT_FOUND);
    *package = AllocatePackageInfo();
  });
}

SECURITY_STATUS SEC_ENTRY AcquireCredentials(SEC_WCHAR*, SEC_WCHAR*, ULONG use, PLUID,
                                             void* identity, SEC_GET_KEY_FN, void*,
                                             PCredHandle credential, PTimeStamp expiry) {
  return Run([&] {
    if (credential == nullptr) throw StatusError(SEC_E_INVALID_HANDLE);
    auto credentials = std::make_shared<Credentials>(use, identity);
    if (expiry != nullptr) *expiry = credentials->expiry();
    credential->dwLower = Instance::Get().credentials.Insert(std::move(credentials));
  });
}

SECURITY_STATUS SEC_ENTRY FreeCredentials(PCredHandle credential) {
  return Run([&] { Instance::Get().credentials.Remove(Lower(credential)); });
}

SECURITY_STATUS SEC_ENTRY Initialize(PCredHandle credential, PCtxtHandle context, SEC_WCHAR* target,
                                     ULONG requirements, ULONG, ULONG, PSecBufferDesc input, ULONG,
                                     PCtxtHandle new_context, PSecBufferDesc output, ULONG* flags,
                                     PTimeStamp expiry) {
  return AtBoundary([&] {
    return RunLeg(Role::kClient, {credential, context, target, requirements, input, output,
                                  new_context, flags, expiry});
  });
}

SECURITY_STATUS SEC_ENTRY Accept(PCredHandle credential, PCtxtHandle context, PSecBufferDesc input,
                                 ULONG requirements, ULONG, PCtxtHandle new_context,
                                 PSecBufferDesc output, ULONG* flags, PTimeStamp expiry) {
  return AtBoundary([&] {
    return RunLeg(Role::kServer, {credential, context, nullptr, requirements, input, output,
                                  new_context, flags, expiry});
  });
}

SECURITY_STATUS SEC_ENTRY Delete(PCtxtHandle context) {
  return Run([&] { Instance::Get().contexts.Remove(Lower(context)); });
}

SECURITY_STATUS SEC_ENTRY QueryContext(PCtxtHandle context, ULONG attribute, void* buffer) {
  return Run([&] { QueryAttribute(*ContextOf(context), attribute, buffer); });
}

SECURITY_STATUS SEC_ENTRY Sign(PCtxtHandle context, ULONG quality, PSecBufferDesc message, ULONG) {
  return Run([&] { MakeSignature(*ContextOf(context), quality, message); });
}

SECURITY_STATUS SEC_ENTRY Verify(PCtxtHandle context, PSecBufferDesc message, ULONG,
                                 ULONG* quality) {
  return Run([&] { VerifySignature(*ContextOf(context), message, quality); });
}

SECURITY_STATUS SEC_ENTRY Encrypt(PCtxtHandle context, ULONG quality, PSecBufferDesc message,
                                  ULONG) {
  return Run([&] { EncryptMessage(*ContextOf(context), quality, message); });
}

SECURITY_STATUS SEC_ENTRY Decrypt(PCtxtHandle context, PSecBufferDesc message, ULONG,
                                  ULONG* quality) {
  return Run([&] { DecryptMessage(*ContextOf(context), message, quality); });
}

// Trap: secur32 frees the memory itself, but Wine crashes every process that loads secur32 if this
// is NULL.
SECURITY_STATUS SEC_ENTRY FreeBuffer(void* buffer) {
  HeapFree(GetProcessHeap(), 0, buffer);
  return SEC_E_OK;
}

SECURITY_STATUS SEC_ENTRY ExportContext(PCtxtHandle context, ULONG flags, PSecBuffer packed_context,
                                        void** access_token) {
  return Run([&] { Export(Lower(context), flags, packed_context, access_token); });
}

SECURITY_STATUS SEC_ENTRY ImportContext(SEC_WCHAR*, PSecBuffer packed_context, void*,
                                        PCtxtHandle context) {
  return Run([&] {
    if (context == nullptr) throw StatusError(SEC_E_INVALID_HANDLE);
    context->dwLower = Import(packed_context);
  });
}

// secur32 returns SEC_E_UNSUPPORTED_FUNCTION for a function that is NULL.
SecurityFunctionTableW MakeTable() {
  SecurityFunctionTableW table{};
  table.dwVersion = SECURITY_SUPPORT_PROVIDER_INTERFACE_VERSION_2;
  table.EnumerateSecurityPackagesW = Enumerate;
  table.AcquireCredentialsHandleW = AcquireCredentials;
  table.FreeCredentialsHandle = FreeCredentials;
  table.InitializeSecurityContextW = Initialize;
  table.AcceptSecurityContext = Accept;
  table.DeleteSecurityContext = Delete;
  table.QueryContextAttributesW = QueryContext;
  table.MakeSignature = Sign;
  table.VerifySignature = Verify;
  table.FreeContextBuffer = FreeBuffer;
  table.QuerySecurityPackageInfoW = QueryPackageInfo;
  table.ExportSecurityContext = ExportContext;
  table.ImportSecurityContextW = ImportContext;
  table.EncryptMessage = Encrypt;
  table.DecryptMessage = Decrypt;
  return table;
}

SecurityFunctionTableW g_table = MakeTable();

}  // namespace

}  // namespace mit_kerberos

extern "C" PSecurityFunctionTableW SEC_ENTRY InitSecurityInterfaceW() {
  return &mit_kerberos::g_table;
}
