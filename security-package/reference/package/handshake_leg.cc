#include "package/handshake_leg.h"

#include "handshake/client_handshake.h"
#include "handshake/server_handshake.h"
#include "handshake/token_buffer.h"
#include "package/instance.h"
#include "session/packed_context.h"

namespace handoff_reference {

namespace {

static_assert(ISC_REQ_ALLOCATE_MEMORY == ASC_REQ_ALLOCATE_MEMORY);
static_assert(ISC_RET_ALLOCATED_MEMORY == ASC_RET_ALLOCATED_MEMORY);

// Trap: Wine passes MappedContext without ContextData, and maps nothing.
bool CanMap(const HandshakeLeg& leg) {
  return leg.mapped != nullptr && leg.context_data != nullptr;
}

// Moves the session to the process that will use it. Only the handle stays here, and the caller
// still has to delete it.
void Map(Context& context, const HandshakeLeg& leg) {
  auto session = context.UseSession();
  const SecretBytes packed = Pack(session->state());
  CallerMemory memory(packed, leg.heap);
  session.End();
  *leg.context_data = {static_cast<ULONG>(packed.size()), SECBUFFER_TOKEN, memory.HandOver()};
  *leg.mapped = TRUE;
}

template <typename Begin>
SECURITY_STATUS RunLeg(Role role, const HandshakeLeg& leg, Begin&& begin) {
  Instance& instance = Instance::Get();
  if (leg.mapped != nullptr) *leg.mapped = FALSE;
  std::shared_ptr<Credentials> credentials;
  if (leg.credential != 0 || leg.context == 0) {
    credentials = instance.credentials.Find(leg.credential);
    credentials->RequireUse(role == Role::kClient ? SECPKG_CRED_OUTBOUND : SECPKG_CRED_INBOUND);
  }
  const bool allocate = (leg.requirements & ISC_REQ_ALLOCATE_MEMORY) != 0;
  OutputToken output(leg.output, allocate ? &leg.heap : nullptr);
  const Context::HandshakeInput input{InputToken(leg.input), HashChannelBindings(leg.input)};

  const auto context = leg.context != 0 ? instance.lsa_contexts.Find(leg.context)
                                        : std::make_shared<Context>(begin(credentials));
  const Context::Progress progress = context->Step(role, credentials.get(), input, output);
  const LSA_SEC_HANDLE handle =
      leg.context != 0 ? leg.context : instance.lsa_contexts.Insert(context);
  if (CanMap(leg) && progress.status == SEC_E_OK) Map(*context, leg);

  // Nothing can fail from here on, so the results are written to the caller's memory.
  output.Deliver();
  if (leg.new_context != nullptr) *leg.new_context = handle;
  if (leg.flags != nullptr) *leg.flags = progress.flags | (allocate ? ISC_RET_ALLOCATED_MEMORY : 0);
  if (leg.expiry != nullptr) *leg.expiry = ToTimeStamp(progress.expiry);
  return progress.status;
}

}  // namespace

SECURITY_STATUS RunClientLeg(const HandshakeLeg& leg, std::wstring target) {
  return RunLeg(Role::kClient, leg, [&](const std::shared_ptr<Credentials>& credentials) {
    return std::make_unique<ClientHandshake>(credentials, std::move(target), leg.requirements);
  });
}

SECURITY_STATUS RunServerLeg(const HandshakeLeg& leg) {
  return RunLeg(Role::kServer, leg, [&](const std::shared_ptr<Credentials>& credentials) {
    return std::make_unique<ServerHandshake>(credentials, leg.requirements, !CanMap(leg));
  });
}

}  // namespace handoff_reference
