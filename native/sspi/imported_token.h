#pragma once

#include <windows.h>

#include <memory>
#include <utility>

#include "sspi/security_status.h"
#include "windows/access_token.h"
#include "windows/unique_handle.h"

namespace sspi {

// The handle that ImportSecurityContext is given as the context's token. Whether the package keeps
// it, and then closes it, or copies it, is undocumented. So it gets a duplicate of the caller's,
// and once the context is gone the duplicate is closed only if its value still names the same
// token: a value that the package has closed may by then be somebody else's handle.
class ImportedToken {
 public:
  ImportedToken() = default;
  static Result<ImportedToken> DuplicateOf(const windows::AccessToken& token);

  ImportedToken(ImportedToken&& other) noexcept = default;
  ImportedToken& operator=(ImportedToken&& other) noexcept;
  ~ImportedToken();

  HANDLE get() const { return handle_.get(); }

 private:
  ImportedToken(windows::UniqueHandle handle, std::shared_ptr<windows::UniqueHandle> to_compare)
      : handle_(std::move(handle)), to_compare_(std::move(to_compare)) {}

  windows::UniqueHandle handle_;
  // The caller's, which the package never sees, and which stays open until the context is gone,
  // even if the caller disposes the token before. Comparing with it takes no right to the token, of
  // which a package may give as few as it likes.
  std::shared_ptr<windows::UniqueHandle> to_compare_;
};

}  // namespace sspi
