#include "package/instance.h"
#include "package/user_mode_functions.h"
#include "session/packed_context.h"

namespace handoff_reference {

namespace {

// A copy: what is checked and then read again must not change in between, and a packed context is
// apt to come in memory that another process shares.
SecretBytes PackedBytes(const SecBuffer* buffer) {
  if (buffer == nullptr || buffer->pvBuffer == nullptr) throw StatusError(SEC_E_INVALID_TOKEN);
  // Export says SECBUFFER_TOKEN. Callers who carried only the bytes have no type to give back.
  const ULONG type = buffer->BufferType & ~SECBUFFER_ATTRMASK;
  if (type != SECBUFFER_TOKEN && type != SECBUFFER_EMPTY) throw StatusError(SEC_E_INVALID_TOKEN);
  const auto* bytes = static_cast<const std::uint8_t*>(buffer->pvBuffer);
  return SecretBytes(bytes, bytes + buffer->cbBuffer);
}

}  // namespace

// What a call of ImportSecurityContext arrives at. Bytes and token stay the caller's, whatever
// happens: the token is duplicated, since the documentation does not say that it would be taken.
NTSTATUS NTAPI SpImportSecurityContext(PSecBuffer pPackedContext, HANDLE Token,
                                       PLSA_SEC_HANDLE phContext) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    if (phContext == nullptr) throw StatusError(SEC_E_INVALID_HANDLE);
    SessionState state = Unpack(PackedBytes(pPackedContext));

    AccessToken access_token;
    if (Token != nullptr) {
      // The token is the client's, as its server sees it; a client has none.
      if (state.role == Role::kClient) throw StatusError(SEC_E_INVALID_PARAMETER);
      access_token = AccessToken::DuplicateOf(Token);
    }
    auto session = std::make_unique<Session>(std::move(state), std::move(access_token));
    *phContext =
        Instance::Get().user_mode_contexts.Insert(std::make_shared<Context>(std::move(session)));
    return SEC_E_OK;
  });
}

}  // namespace handoff_reference
