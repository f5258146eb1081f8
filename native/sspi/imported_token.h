#pragma once

#include <windows.h>

#include <utility>

#include "sspi/security_status.h"
#include "windows/unique_handle.h"

namespace sspi {

// The handle that ImportSecurityContext is given as the context's token. Whether the package keeps
// it, and then closes it, or copies it, is undocumented. So it gets a duplicate of the caller's,
// and once the context is gone the duplicate is closed only if its value still names the same
// token: a value that the package has closed may by then be somebody else's handle. (Of one that
// was made for the very same token in between, nothing tells it.)
class ImportedToken {
 public:
  ImportedToken() = default;
  static Result<ImportedToken> DuplicateOf(HANDLE token);

  ImportedToken(ImportedToken&& other) noexcept = default;
  ImportedToken& operator=(ImportedToken&& other) noexcept;
  ~ImportedToken();

  HANDLE get() const { return handle_.get(); }

 private:
  ImportedToken(windows::UniqueHandle handle, windows::UniqueHandle to_compare)
      : handle_(std::move(handle)), to_compare_(std::move(to_compare)) {}

  windows::UniqueHandle handle_;
  // Known to nobody else. Comparing with it takes no right to the token, of which a package may
  // give as few as it likes.
  windows::UniqueHandle to_compare_;
};

}  // namespace sspi
