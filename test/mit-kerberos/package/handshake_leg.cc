#include "handshake_leg.h"

#include "caller_heap.h"
#include "channel_bindings.h"
#include "expiry.h"
#include "handshake/token_buffer.h"
#include "instance.h"
#include "status_error.h"

namespace mit_kerberos {

namespace {

using handoff_reference::OutputToken;
using handoff_reference::StatusError;

static_assert(ISC_REQ_ALLOCATE_MEMORY == ASC_REQ_ALLOCATE_MEMORY);
static_assert(ISC_RET_ALLOCATED_MEMORY == ASC_RET_ALLOCATED_MEMORY);

std::shared_ptr<Credentials> CredentialsOf(Role role, const HandshakeLeg& leg) {
  if (leg.credential == nullptr || leg.credential->dwLower == 0) {
    if (leg.context == nullptr) throw StatusError(SEC_E_INVALID_HANDLE);
    return nullptr;
  }
  auto credentials = Instance::Get().credentials.Find(leg.credential->dwLower);
  credentials->RequireUse(role == Role::kClient ? SECPKG_CRED_OUTBOUND : SECPKG_CRED_INBOUND);
  return credentials;
}

}  // namespace

SECURITY_STATUS RunLeg(Role role, const HandshakeLeg& leg) {
  Instance& instance = Instance::Get();
  if (leg.context == nullptr && leg.new_context == nullptr) throw StatusError(SEC_E_INVALID_HANDLE);
  const auto credentials = CredentialsOf(role, leg);
  const bool allocate = (leg.requirements & ISC_REQ_ALLOCATE_MEMORY) != 0;
  OutputToken output(leg.output, allocate ? &kProcessHeap : nullptr);
  ChannelBindings bindings(leg.input);

  const auto context = leg.context != nullptr
                           ? instance.contexts.Find(leg.context->dwLower)
                           : std::make_shared<Context>(role, credentials, leg.target);
  const Context::Progress progress =
      context->Step(role,
                    {credentials.get(), leg.requirements, bindings.gss(),
                     handoff_reference::InputToken(leg.input)},
                    output);
  const ULONG_PTR handle =
      leg.context != nullptr ? leg.context->dwLower : instance.contexts.Insert(context);

  // Nothing can fail from here on, so the results are written to the caller's memory.
  output.Deliver();
  if (leg.new_context != nullptr) leg.new_context->dwLower = handle;
  if (leg.flags != nullptr) *leg.flags = progress.flags | (allocate ? ISC_RET_ALLOCATED_MEMORY : 0);
  if (leg.expiry != nullptr) *leg.expiry = ExpiryAfter(progress.remaining_seconds);
  return progress.status;
}

}  // namespace mit_kerberos
