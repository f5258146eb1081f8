#pragma once

#include <memory>
#include <optional>
#include <string>

#include "sspi/security_package.h"
#include "sspi/security_status.h"
#include "windows/open_handles.h"
#include "windows/secure_array.h"

namespace sspi {

struct Account {
  std::wstring user;
  std::wstring domain;
  windows::SecureArray<wchar_t> password;
};

// What credentials are acquired with.
struct CredentialRequest {
  std::wstring package_name;
  ULONG use;                       // SECPKG_CRED_OUTBOUND, _INBOUND or _BOTH
  std::wstring principal;          // empty for none
  std::optional<Account> account;  // in place of the current user
  std::wstring package_list;       // for Negotiate: what it may use ("!ntlm"); empty for all
};

// Owns a credentials handle: the one place where FreeCredentialsHandle is called. Shared with every
// context made from it, because a context must not outlive its credentials.
class Credentials {
 public:
  // Can wait on LSA.
  static Result<std::shared_ptr<Credentials>> Acquire(const CredentialRequest& request,
                                                      windows::OpenHandlesPtr open_handles);

  Credentials(const Credentials&) = delete;
  Credentials& operator=(const Credentials&) = delete;
  ~Credentials();

  // The name that they speak for. Can wait on LSA.
  Result<std::wstring> QueryName();

  // SSPI takes the handle through a pointer that is not const, and does not change it.
  CredHandle* handle() { return &handle_; }
  TimeStamp expiry() const { return expiry_; }
  const SecurityPackage& package() const { return package_; }
  const windows::OpenHandlesPtr& open_handles() const { return count_.open_handles(); }

 private:
  Credentials(SecurityPackage package, windows::OpenHandlesPtr open_handles);

  CredHandle handle_{};
  TimeStamp expiry_{};
  SecurityPackage package_;
  windows::OpenHandleCount count_;
};

}  // namespace sspi
