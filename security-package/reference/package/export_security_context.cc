#include "package/export_security_context.h"

#include "package/dispatch_tables.h"
#include "package/instance.h"
#include "package/user_mode_functions.h"
#include "session/packed_context.h"

namespace handoff_reference {

namespace {

// SECPKG_CONTEXT_EXPORT_TO_KERNEL is missing, because this package has no kernel half.
constexpr ULONG kKnownFlags = SECPKG_CONTEXT_EXPORT_RESET_NEW | SECPKG_CONTEXT_EXPORT_DELETE_OLD;

bool IsEmpty(const SecBuffer& buffer) {
  return buffer.BufferType == SECBUFFER_EMPTY && buffer.pvBuffer == nullptr;
}

// "Initial state" is the state of a session in which no message has been sent. The keys stay the
// same, so the new context accepts messages from before the export again. Only callers whose peer
// also resets may use this flag.
SessionState Reset(SessionState state) {
  state.send_sequence = 0;
  state.received = ReceivedMessages();
  return state;
}

}  // namespace

// Every step that can fail comes before any change. So a failed export leaves the context, the
// buffer and the token unchanged. That includes the race for DELETE_OLD: the export that removes
// the handle from the table owns the context, and any other export of it fails.
void ExportContext(LSA_SEC_HANDLE handle, ULONG flags, SecBuffer* packed_context,
                   HANDLE* access_token, const CallerHeap& heap) {
  if ((flags & ~kKnownFlags) != 0) throw StatusError(SEC_E_NOT_SUPPORTED);
  if (packed_context == nullptr || !IsEmpty(*packed_context)) {
    // The owner of a buffer's content would lose it.
    throw StatusError(SEC_E_INVALID_PARAMETER);
  }
  Instance& instance = Instance::Get();
  const auto context = instance.FindInUserMode(handle);
  auto session = context->UseSession();
  session->RequireUnexpired();

  const bool reset_new = (flags & SECPKG_CONTEXT_EXPORT_RESET_NEW) != 0;
  const SecretBytes packed = Pack(reset_new ? Reset(session->state()) : session->state());
  CallerMemory memory(packed.size(), heap);
  // A client's context has no token, and none is created for a caller that does not ask for it.
  AccessToken duplicate =
      access_token != nullptr ? session->access_token().Duplicate() : AccessToken();

  if ((flags & SECPKG_CONTEXT_EXPORT_DELETE_OLD) != 0) {
    instance.RemoveInUserMode(handle);
    // A call that waits for this one already has the context. Without this it would use a sequence
    // number that now belongs to the exported session.
    session.End();
  }

  memory.Fill(packed);
  packed_context->cbBuffer = static_cast<ULONG>(packed.size());
  packed_context->BufferType = SECBUFFER_TOKEN;
  packed_context->pvBuffer = memory.HandOver();
  if (access_token != nullptr) *access_token = duplicate.Release();
}

NTSTATUS NTAPI SpExportSecurityContext(LSA_SEC_HANDLE phContext, ULONG fFlags,
                                       PSecBuffer pPackedContext, PHANDLE pToken) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    ExportContext(phContext, fFlags, pPackedContext, pToken, UserModeHeap());
    return SEC_E_OK;
  });
}

}  // namespace handoff_reference
