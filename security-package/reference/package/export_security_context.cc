#include "package/export_security_context.h"

#include "package/dispatch_tables.h"
#include "package/instance.h"
#include "package/user_mode_functions.h"
#include "session/packed_context.h"

namespace handoff_reference {

namespace {

// SECPKG_CONTEXT_EXPORT_TO_KERNEL is not among them: this package has no kernel half to export to.
constexpr ULONG kKnownFlags = SECPKG_CONTEXT_EXPORT_RESET_NEW | SECPKG_CONTEXT_EXPORT_DELETE_OLD;

bool IsEmpty(const SecBuffer& buffer) {
  return buffer.BufferType == SECBUFFER_EMPTY && buffer.pvBuffer == nullptr;
}

// "Initial state" is that of a session in which no message has been sent. The keys stay, so
// messages of before the export would be accepted once more: only for callers whose peer starts
// afresh too.
SessionState Reset(SessionState state) {
  state.send_sequence = 0;
  state.received = ReceivedMessages();
  return state;
}

}  // namespace

// All that can fail comes before anything changes, so that a failed export leaves the context, the
// buffer and the token as they were. That includes the race for DELETE_OLD: whoever takes the
// handle out of the table has the context, and any other export of it fails.
void ExportContext(LSA_SEC_HANDLE handle, ULONG flags, SecBuffer* packed_context,
                   HANDLE* access_token, const CallerHeap& heap) {
  if ((flags & ~kKnownFlags) != 0) throw StatusError(SEC_E_NOT_SUPPORTED);
  if (packed_context == nullptr || !IsEmpty(*packed_context)) {
    // A buffer that holds something would be lost to its owner.
    throw StatusError(SEC_E_INVALID_PARAMETER);
  }
  Instance& instance = Instance::Get();
  const auto context = instance.FindInUserMode(handle);
  auto session = context->UseSession();
  session->RequireUnexpired();

  const bool reset_new = (flags & SECPKG_CONTEXT_EXPORT_RESET_NEW) != 0;
  const SecretBytes packed = Pack(reset_new ? Reset(session->state()) : session->state());
  CallerMemory memory(packed.size(), heap);
  // None for a client's context, and none is made for a caller who does not want one.
  AccessToken duplicate =
      access_token != nullptr ? session->access_token().Duplicate() : AccessToken();

  if ((flags & SECPKG_CONTEXT_EXPORT_DELETE_OLD) != 0) {
    instance.RemoveInUserMode(handle);
    // A call that waits for this one has found the context already. Without this it would go on
    // to use a sequence number that now belongs to the exported session.
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
