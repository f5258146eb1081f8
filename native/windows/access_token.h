#pragma once

#include <windows.h>

#include <memory>
#include <optional>
#include <utility>

#include "windows/open_handles.h"
#include "windows/result.h"
#include "windows/sid.h"
#include "windows/token_handle.h"
#include "windows/unique_handle.h"

namespace windows {

// A handle to an access token. Offers and contexts can share it: see TokenHandle.
class AccessToken {
 public:
  AccessToken(std::shared_ptr<TokenHandle> handle, OpenHandlesPtr open_handles)
      : handle_(std::move(handle)), count_(std::move(open_handles), &OpenHandles::access_tokens) {}
  AccessToken(UniqueHandle handle, OpenHandlesPtr open_handles)
      : AccessToken(std::make_shared<TokenHandle>(std::move(handle)), std::move(open_handles)) {}

  // Takes ownership of a raw handle value of this process after checking that it is an access
  // token. Any other handle stays with its owner.
  static Result<AccessToken> Adopt(HANDLE handle, OpenHandlesPtr open_handles);

  // Creates another handle to the same token. The raw handle stays with its owner.
  static Result<AccessToken> Copy(HANDLE handle, OpenHandlesPtr open_handles);

  static Result<AccessToken> OfProcess(ACCESS_MASK access, OpenHandlesPtr open_handles);
  // Returns nothing if the calling thread does not impersonate.
  static Result<std::optional<AccessToken>> OfThread(ACCESS_MASK access,
                                                     OpenHandlesPtr open_handles);

  HANDLE get() const { return handle_->get(); }
  const OpenHandlesPtr& open_handles() const { return count_.open_handles(); }
  const std::shared_ptr<TokenHandle>& shared_handle() const { return handle_; }

  // Creates a new token object, not only a new handle to this token.
  Result<AccessToken> Duplicate(ACCESS_MASK access, TOKEN_TYPE type,
                                SECURITY_IMPERSONATION_LEVEL level) const;

  // Whether the token grants access to this SID. Creates an impersonation token if this one is
  // primary, because CheckTokenMembership refuses primary tokens.
  Result<bool> IsMember(const Sid& sid) const;

  // Creates another handle of this process to this token.
  Result<AccessToken> Reopen(ACCESS_MASK access) const;

  // Creates a handle to this token in another process, and returns its value there.
  Result<HANDLE> DuplicateInto(DWORD pid, ACCESS_MASK access) const;

 private:
  std::shared_ptr<TokenHandle> handle_;
  OpenHandleCount count_;
};

}  // namespace windows
