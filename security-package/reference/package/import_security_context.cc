#include "package/instance.h"
#include "package/user_mode_functions.h"
#include "session/packed_context.h"

namespace handoff_reference {

namespace {

// Copies the bytes, because they must not change between a check and a later read. A packed context
// often arrives in memory that another process shares.
SecretBytes PackedBytes(const SecBuffer* buffer) {
  if (buffer == nullptr || buffer->pvBuffer == nullptr) throw StatusError(SEC_E_INVALID_TOKEN);
  // Export returns SECBUFFER_TOKEN. Callers that transport only the bytes have no type to pass.
  const ULONG type = buffer->BufferType & ~SECBUFFER_ATTRMASK;
  if (type != SECBUFFER_TOKEN && type != SECBUFFER_EMPTY) throw StatusError(SEC_E_INVALID_TOKEN);
  const auto* bytes = static_cast<const std::uint8_t*>(buffer->pvBuffer);
  return SecretBytes(bytes, bytes + buffer->cbBuffer);
}

}  // namespace

// The implementation of ImportSecurityContext. The caller keeps the bytes and the token in every
// case. The token is duplicated, because the documentation does not say that the package becomes
// its owner.
NTSTATUS NTAPI SpImportSecurityContext(PSecBuffer pPackedContext, HANDLE Token,
                                       PLSA_SEC_HANDLE phContext) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    if (phContext == nullptr) throw StatusError(SEC_E_INVALID_HANDLE);
    SessionState state = Unpack(PackedBytes(pPackedContext));

    AccessToken access_token;
    if (Token != nullptr) {
      // The token represents the client on the server's side. A client's context has none.
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
