#pragma once

#include <cstdint>

#include "windows_headers.h"

namespace handoff_reference {

// Owns the HANDLE of an access token, or none.
class AccessToken {
 public:
  AccessToken() = default;
  explicit AccessToken(HANDLE handle) : handle_(handle) {}
  AccessToken(AccessToken&& other) noexcept : handle_(other.Release()) {}
  AccessToken& operator=(AccessToken&& other) noexcept;
  ~AccessToken();

  // The token that a server is given for its client. This package has no accounts of its own, so
  // the client's rights are the process's own without its privileges: all are deleted but
  // SeChangeNotifyPrivilege. GetTokenInformation(TokenPrivileges) tells such a token from the
  // process's.
  //
  // Trap: in LSA the process's own would be the system's. It has to be made in the server's.
  static AccessToken ForClient(std::uint32_t granted_flags);

  // A duplicate of a handle that stays the caller's. Throws SEC_E_INVALID_PARAMETER if that is not
  // the handle of an access token.
  static AccessToken DuplicateOf(HANDLE callers);

  // Another handle of the same token with the same rights; of none, none. That no rights are asked
  // for matters: a token that was handed over with TOKEN_QUERY and TOKEN_IMPERSONATE alone refuses
  // DuplicateTokenEx.
  AccessToken Duplicate() const;

  // Puts the token on the calling thread.
  void Impersonate() const;

  HANDLE get() const { return handle_; }
  HANDLE Release();
  explicit operator bool() const { return handle_ != nullptr; }

 private:
  HANDLE handle_ = nullptr;
};

}  // namespace handoff_reference
