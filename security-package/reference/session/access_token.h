#pragma once

#include <cstdint>

#include "windows_headers.h"

namespace handoff_reference {

// Owns the HANDLE of an access token, or is empty.
class AccessToken {
 public:
  AccessToken() = default;
  explicit AccessToken(HANDLE handle) : handle_(handle) {}
  AccessToken(AccessToken&& other) noexcept : handle_(other.Release()) {}
  AccessToken& operator=(AccessToken&& other) noexcept;
  ~AccessToken();

  // Creates the token that a server receives for its client. This package has no accounts, so the
  // token has the rights of the process without its privileges. All privileges except
  // SeChangeNotifyPrivilege are deleted. GetTokenInformation(TokenPrivileges) distinguishes such a
  // token from the token of the process.
  //
  // Trap: it must be created in the server's process. In LSA it would be the system's token.
  static AccessToken ForClient(std::uint32_t granted_flags);

  // Duplicates a handle, which the caller keeps. Throws SEC_E_INVALID_PARAMETER if it is not the
  // handle of an access token.
  static AccessToken DuplicateOf(HANDLE callers);

  // Creates another handle to the same token with the same rights, or an empty object for an empty
  // one. It asks for no rights, because a token with only TOKEN_QUERY and TOKEN_IMPERSONATE refuses
  // DuplicateTokenEx.
  AccessToken Duplicate() const;

  // Lets the calling thread impersonate the token.
  void Impersonate() const;

  HANDLE get() const { return handle_; }
  HANDLE Release();
  explicit operator bool() const { return handle_ != nullptr; }

 private:
  HANDLE handle_ = nullptr;
};

}  // namespace handoff_reference
