#pragma once

#include <windows.h>

#include "windows/result.h"
#include "windows/unique_handle.h"

namespace windows {

// Returns the token that the calling thread impersonates, or an empty handle. Opens it with the
// rights of the process, because a client may have no right to its own token.
Result<UniqueHandle> OpenThreadImpersonation(ACCESS_MASK access);

// Saves the calling thread's impersonation and restores it in the destructor. RevertToSelf would
// also end the impersonation of an outer caller.
//
// If the destructor cannot restore it, it ends the process at once. Any later code on this thread
// would run with the rights of a client. An exception cannot stop that code, because JavaScript can
// catch it. Nor can an exit, because it runs handlers.
class SavedImpersonation {
 public:
  static Result<SavedImpersonation> Save();

  SavedImpersonation(SavedImpersonation&& other) noexcept;
  SavedImpersonation& operator=(SavedImpersonation&&) = delete;
  ~SavedImpersonation();

 private:
  explicit SavedImpersonation(UniqueHandle token) : token_(std::move(token)) {}

  UniqueHandle token_;
  bool is_to_be_restored_ = true;
};

// Ends any impersonation of the calling thread, for example one that a security package has left.
// Ends the process if this fails, for the same reason as SavedImpersonation.
void EndImpersonation();

// Lets the calling thread act as the token's user for as long as the result lives.
Result<SavedImpersonation> Impersonate(HANDLE token);

}  // namespace windows
