#include "package/lsa_mode_functions.h"

#include "handshake/client_handshake.h"
#include "handshake/server_handshake.h"
#include "handshake/token_buffer.h"
#include "package/attributes.h"
#include "package/instance.h"
#include "package/package_info.h"

namespace handoff_reference {

namespace {

// What InitLsaModeContext and AcceptLsaModeContext have in common.
struct Leg {
  LSA_SEC_HANDLE credential;
  LSA_SEC_HANDLE context;
  PSecBufferDesc input;
  PSecBufferDesc output;
  bool allocate;
  PLSA_SEC_HANDLE new_context;
  PULONG flags;
  PTimeStamp expiry;
  PBOOLEAN mapped;
};

template <typename Begin>
SECURITY_STATUS RunLeg(Role role, const Leg& leg, Begin&& begin) {
  Instance& instance = Instance::Get();
  std::shared_ptr<Credentials> credentials;
  if (leg.credential != 0 || leg.context == 0) {
    credentials = instance.credentials.Find(leg.credential);
    credentials->RequireUse(role == Role::kClient ? SECPKG_CRED_OUTBOUND : SECPKG_CRED_INBOUND);
  }
  OutputToken output(leg.output, leg.allocate);
  const ByteView input = InputToken(leg.input);

  const auto context = leg.context != 0 ? instance.contexts.Find(leg.context)
                                        : std::make_shared<Context>(begin(credentials));
  const Context::Progress progress = context->Step(role, credentials.get(), input, output);
  const LSA_SEC_HANDLE handle = leg.context != 0 ? leg.context : instance.contexts.Insert(context);

  // All that could fail has been done; now the caller gets to see it.
  output.Deliver();
  if (leg.new_context != nullptr) *leg.new_context = handle;
  static_assert(ISC_RET_ALLOCATED_MEMORY == ASC_RET_ALLOCATED_MEMORY);
  const ULONG allocated = leg.allocate ? ISC_RET_ALLOCATED_MEMORY : 0;
  if (leg.flags != nullptr) *leg.flags = progress.flags | allocated;
  if (leg.expiry != nullptr) *leg.expiry = ToTimeStamp(progress.expiry);
  // The context stays where the handshake was made. LSA would map it into the client's process.
  if (leg.mapped != nullptr) *leg.mapped = FALSE;
  return progress.status;
}

}  // namespace

NTSTATUS NTAPI SpGetInfo(PSecPkgInfoW info) {
  *info = PackageInfo();
  return SEC_E_OK;
}

NTSTATUS NTAPI SpAcquireCredentialsHandle(PUNICODE_STRING, ULONG use, PLUID, PVOID auth_data, PVOID,
                                          PVOID, PLSA_SEC_HANDLE handle, PTimeStamp expiry) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    if (handle == nullptr) throw StatusError(SEC_E_INVALID_PARAMETER);
    auto credentials = std::make_shared<Credentials>(use, ReadIdentity(auth_data));
    *handle = Instance::Get().credentials.Insert(std::move(credentials));
    if (expiry != nullptr) *expiry = ToTimeStamp(kNever);
    return SEC_E_OK;
  });
}

NTSTATUS NTAPI SpFreeCredentialsHandle(LSA_SEC_HANDLE handle) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    Instance::Get().credentials.Remove(handle);
    return SEC_E_OK;
  });
}

NTSTATUS NTAPI SpQueryCredentialsAttributes(LSA_SEC_HANDLE handle, ULONG attribute, PVOID buffer) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    QueryAttribute(*Instance::Get().credentials.Find(handle), attribute, buffer);
    return SEC_E_OK;
  });
}

NTSTATUS NTAPI SpInitLsaModeContext(LSA_SEC_HANDLE credential, LSA_SEC_HANDLE context,
                                    PUNICODE_STRING target, ULONG requirements, ULONG,
                                    PSecBufferDesc input, PLSA_SEC_HANDLE new_context,
                                    PSecBufferDesc output, PULONG flags, PTimeStamp expiry,
                                    PBOOLEAN mapped, PSecBuffer) {
  return AtBoundary([&] {
    const Leg leg{
        credential,  context, input,  output, (requirements & ISC_REQ_ALLOCATE_MEMORY) != 0,
        new_context, flags,   expiry, mapped};
    return RunLeg(Role::kClient, leg, [&](const std::shared_ptr<Credentials>& credentials) {
      std::wstring name;
      if (target != nullptr) name.assign(target->Buffer, target->Length / sizeof(wchar_t));
      return std::make_unique<ClientHandshake>(credentials, std::move(name), requirements);
    });
  });
}

NTSTATUS NTAPI SpAcceptLsaModeContext(LSA_SEC_HANDLE credential, LSA_SEC_HANDLE context,
                                      PSecBufferDesc input, ULONG requirements, ULONG,
                                      PLSA_SEC_HANDLE new_context, PSecBufferDesc output,
                                      PULONG flags, PTimeStamp expiry, PBOOLEAN mapped,
                                      PSecBuffer) {
  return AtBoundary([&] {
    const Leg leg{
        credential,  context, input,  output, (requirements & ASC_REQ_ALLOCATE_MEMORY) != 0,
        new_context, flags,   expiry, mapped};
    return RunLeg(Role::kServer, leg, [&](const std::shared_ptr<Credentials>& credentials) {
      return std::make_unique<ServerHandshake>(credentials, requirements);
    });
  });
}

NTSTATUS NTAPI SpDeleteContext(LSA_SEC_HANDLE handle) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    Instance::Get().contexts.Remove(handle);
    return SEC_E_OK;
  });
}

NTSTATUS NTAPI SpApplyControlToken(LSA_SEC_HANDLE, PSecBufferDesc) {
  return SEC_E_UNSUPPORTED_FUNCTION;
}

}  // namespace handoff_reference
