#pragma once

#include <windows.h>

#include <utility>

#include "sspi/security_status.h"
#include "windows/unique_handle.h"

namespace sspi {

// The token handle that ImportSecurityContext receives. No documentation says whether the package
// copies the handle, or keeps and closes it. So the package receives a duplicate of the caller's
// handle. After the end of the context, the duplicate is closed only if its value still names the
// same token: if the package has closed it, the value may belong to another handle. (A new handle
// to the same token cannot be distinguished.)
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
  // Only this object knows this handle. The comparison needs no access right to the token, which
  // matters because a package may grant few.
  windows::UniqueHandle to_compare_;
};

}  // namespace sspi
