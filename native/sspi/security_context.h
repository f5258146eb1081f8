#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "sspi/context_buffer.h"
#include "sspi/context_handle.h"
#include "sspi/credentials.h"
#include "sspi/handshake.h"
#include "sspi/imported_token.h"
#include "sspi/security_status.h"
#include "windows/access_token.h"
#include "windows/open_handles.h"
#include "windows/secure_array.h"

namespace sspi {

struct PackedContext {
  ContextBuffer bytes;
  ULONG size;
  ULONG buffer_type;
  std::optional<windows::AccessToken> access_token;
};

class SecurityContext {
 public:
  SecurityContext(std::shared_ptr<Credentials> credentials, Handshake handshake);

  // `packed` is copied already, so that it can be wiped. The caller's token stays the caller's; it
  // may be null. Can wait on LSA.
  static Result<std::shared_ptr<SecurityContext>> Import(const std::wstring& package_name,
                                                         windows::SecureArray<BYTE> packed,
                                                         ULONG buffer_type, HANDLE access_token,
                                                         windows::OpenHandlesPtr open_handles);

  // See TakeStep. `room` is to have max_token_size() bytes.
  Result<HandshakeStep> Step(std::vector<BYTE> peer_token, Bytes room);
  ULONG max_token_size() const { return credentials_ ? credentials_->package().max_token_size : 0; }

  // The package that the handshake settled on, once it is complete: what an export of this context
  // is to be imported under. Negotiate settles on another than its own.
  std::wstring SettledPackage();

  // With SECPKG_CONTEXT_EXPORT_DELETE_OLD in `flags`, SEC_E_OK leaves this object without a
  // context: as a success, and as the status of the failure when the package gave no bytes with it.
  Result<PackedContext> Export(ULONG flags, bool with_access_token);

  // The client's token, as a handle of our own.
  Result<windows::AccessToken> OpenAccessToken();

  // The sizes that message protection needs: asked for once after each step.
  Result<SecPkgContext_Sizes> MessageSizes();
  Result<SecPkgContext_StreamSizes> StreamSizes();

  const windows::OpenHandlesPtr& open_handles() const { return count_.open_handles(); }

  // Calls `operation` with the context's handle. One operation at a time: SSPI allows no more.
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
  std::wstring settled_package_;
  // Destroyed in reverse order: the context first, then the token and the credentials it uses.
  ImportedToken imported_token_;
  ContextHandle handle_;
  std::optional<SecPkgContext_Sizes> message_sizes_;
  std::optional<SecPkgContext_StreamSizes> stream_sizes_;
  windows::OpenHandleCount count_;
};

}  // namespace sspi
