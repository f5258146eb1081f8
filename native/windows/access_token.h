#pragma once

#include <windows.h>

#include <memory>
#include <optional>
#include <utility>

#include "windows/open_handles.h"
#include "windows/result.h"
#include "windows/unique_handle.h"

namespace windows {

// Owns a handle to an access token, perhaps with others: an offer until it is sure.
class AccessToken {
 public:
  AccessToken(std::shared_ptr<UniqueHandle> handle, OpenHandlesPtr open_handles)
      : handle_(std::move(handle)), count_(std::move(open_handles), &OpenHandles::access_tokens) {}
  AccessToken(UniqueHandle handle, OpenHandlesPtr open_handles)
      : AccessToken(std::make_shared<UniqueHandle>(std::move(handle)), std::move(open_handles)) {}

  // Takes over a raw handle value of this process, once it has answered as an access token does. A
  // value that does not is left alone: it belongs to somebody else.
  static Result<AccessToken> Adopt(HANDLE handle, OpenHandlesPtr open_handles);

  // Another handle to the same token; the raw one stays its owner's.
  static Result<AccessToken> Copy(HANDLE handle, OpenHandlesPtr open_handles);

  static Result<AccessToken> OfProcess(ACCESS_MASK access, OpenHandlesPtr open_handles);
  // None where the calling thread impersonates nobody.
  static Result<std::optional<AccessToken>> OfThread(ACCESS_MASK access,
                                                     OpenHandlesPtr open_handles);

  HANDLE get() const { return handle_->get(); }
  const std::shared_ptr<UniqueHandle>& shared_handle() const { return handle_; }

  // A new token object, not just a new handle to this one.
  Result<AccessToken> Duplicate(ACCESS_MASK access, TOKEN_TYPE type,
                                SECURITY_IMPERSONATION_LEVEL level) const;

  // A handle to this token in another process; gives its value there.
  Result<HANDLE> DuplicateInto(DWORD pid, ACCESS_MASK access) const;

 private:
  std::shared_ptr<UniqueHandle> handle_;
  OpenHandleCount count_;
};

}  // namespace windows
