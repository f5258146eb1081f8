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
  // `token` is moved from if the import succeeds, and stays with the caller otherwise.
  static windows::Result<Reclaimed> Import(const std::wstring& package_name,
                                           windows::SecureArray<BYTE> packed, ULONG buffer_type,
                                           std::optional<windows::AccessToken>* token,
                                           const windows::OpenHandlesPtr& open_handles);

  std::shared_ptr<sspi::SecurityContext> context;
  std::optional<windows::AccessToken> access_token;
};

}  // namespace handoff
