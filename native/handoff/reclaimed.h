#pragma once

#include <memory>
#include <optional>
#include <string>

#include "sspi/security_context.h"
#include "windows/access_token.h"
#include "windows/secure_array.h"

namespace handoff {

// A context that its sender has imported again, and the token of the context.
struct Reclaimed {
  // `own_name` is tried if an import with `offered_name` fails: a wrong name in an offer must not
  // cost the context. `token` is moved from if an import succeeds, and stays with the caller
  // otherwise.
  static windows::Result<Reclaimed> Import(const std::wstring& offered_name,
                                           const std::wstring& own_name,
                                           const windows::SecureArray<BYTE>& packed,
                                           ULONG buffer_type,
                                           std::optional<windows::AccessToken>* token,
                                           const windows::OpenHandlesPtr& open_handles);

  std::shared_ptr<sspi::SecurityContext> context;
  std::optional<windows::AccessToken> access_token;
};

}  // namespace handoff
