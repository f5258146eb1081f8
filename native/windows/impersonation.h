#pragma once

#include <windows.h>

#include "windows/result.h"
#include "windows/unique_handle.h"

namespace windows {

// The token that the calling thread impersonates with; an empty handle where it has none. The
// process is asked for leave, not the client: a client may well have no right to its own token.
Result<UniqueHandle> OpenThreadImpersonation(ACCESS_MASK access);

// What the calling thread impersonates with, put back when this is destroyed. RevertToSelf would
// not do: it also ends the impersonation that an outer caller has begun.
//
// If it cannot be put back, the process ends there and then. Whatever ran next on this thread would
// run with the rights of a client, and nothing could be trusted to stop it: not an exception, which
// JavaScript can catch, nor an exit, which runs handlers.
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

// Lets the calling thread act as the token's user for as long as the result lives.
Result<SavedImpersonation> Impersonate(HANDLE token);

}  // namespace windows
