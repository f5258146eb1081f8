#include "handoff/token_transfer.h"

#include "windows/handle_kind.h"

namespace handoff {

windows::Result<HANDLE> DuplicateTokenInto(const windows::Process& receiver,
                                           const windows::AccessToken& token, ACCESS_MASK wanted) {
  auto duplicate = receiver.DuplicateInto(token.get(), wanted);
  if (duplicate.ok() || duplicate.failure().code != ERROR_ACCESS_DENIED) return duplicate;
  auto granted = windows::QueryGrantedAccess(token.get());
  // The receiver cannot identify a token without TOKEN_QUERY.
  if (!granted.ok() || (granted.value() & wanted & TOKEN_QUERY) == 0) return duplicate;
  return receiver.DuplicateInto(token.get(), granted.value() & wanted);
}

}  // namespace handoff
