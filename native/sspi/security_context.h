#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "sspi/context_buffer.h"
#include "sspi/context_handle.h"
#include "sspi/credentials.h"
#include "sspi/handshake.h"
#include "sspi/security_status.h"
#include "windows/access_token.h"
#include "windows/open_handles.h"
#include "windows/secure_array.h"
#include "windows/token_handle.h"

namespace sspi {

// The security package of a complete context, by two names.
struct SettledPackages {
  std::wstring package_info;      // from SECPKG_ATTR_PACKAGE_INFO, else from the credentials
  std::wstring negotiation_info;  // from SECPKG_ATTR_NEGOTIATION_INFO; empty for none
};

// Whether the settled names are the name that the credentials were acquired with, letter by letter.
// Then a caller that knows that name needs no copy of them.
enum class SettledNames : std::uint32_t {
  kOther,
  kRequested,       // and there is no negotiated name
  kRequestedTwice,  // the negotiated name too
};

struct PackedContext {
  ContextBuffer bytes;
  ULONG size;
  ULONG buffer_type;
  std::optional<windows::AccessToken> access_token;
};

class SecurityContext {
 public:
  SecurityContext(std::shared_ptr<Credentials> credentials, Handshake handshake);

  // `packed` is a copy already, so that it can be wiped. The context shares `access_token`, which
  // may be null, and protects it. Can wait on LSA.
  static Result<std::shared_ptr<SecurityContext>> Import(
      const std::wstring& package_name, windows::SecureArray<BYTE> packed, ULONG buffer_type,
      std::shared_ptr<windows::TokenHandle> access_token, windows::OpenHandlesPtr open_handles);

  // See TakeStep. `room` must have max_token_size() bytes.
  Result<HandshakeStep> Step(std::vector<BYTE> peer_token, Bytes room);
  ULONG max_token_size() const { return credentials_ ? credentials_->package().max_token_size : 0; }

  // Returns the package that a completed handshake agreed on. No documentation says which of the
  // two names an import of a context of Negotiate must pass.
  SettledPackages settled_packages();
  SettledNames settled_names();

  // With SECPKG_CONTEXT_EXPORT_DELETE_OLD in `flags`, SEC_E_OK from the package leaves this object
  // without a context. That includes the failure in which the package returned SEC_E_OK without
  // bytes.
  Result<PackedContext> Export(ULONG flags, bool with_access_token);

  // Returns a handle to the client's token that this process owns.
  Result<windows::AccessToken> OpenAccessToken();

  // The sizes that the protection of records needs. They are queried once after each step.
  Result<SecPkgContext_StreamSizes> StreamSizes();

  const windows::OpenHandlesPtr& open_handles() const { return count_.open_handles(); }

  // Calls `operation` with the context's handle. Runs one operation at a time, because SSPI allows
  // no more.
  template <typename Operation>
  auto Exclusively(Operation operation) {
    const std::lock_guard<std::mutex> lock(mutex_);
    return operation(handle_.get());
  }

 private:
  explicit SecurityContext(windows::OpenHandlesPtr open_handles);

  std::mutex mutex_;
  std::shared_ptr<Credentials> credentials_;
  Handshake handshake_{};
  SettledPackages settled_packages_;
  // Members are destroyed in reverse order: the context first, then the token and the credentials
  // that it uses.
  std::shared_ptr<windows::TokenHandle> imported_token_;
  ContextHandle handle_;
  std::optional<SecPkgContext_StreamSizes> stream_sizes_;
  windows::OpenHandleCount count_;
};

}  // namespace sspi
