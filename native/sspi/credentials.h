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

// The parameters of Acquire().
struct CredentialRequest {
  std::wstring package_name;
  ULONG use;                       // SECPKG_CRED_OUTBOUND, _INBOUND or _BOTH
  std::wstring principal;          // empty for none
  std::optional<Account> account;  // in place of the current user
  std::wstring package_list;  // for Negotiate: the packages it may use ("!ntlm"); empty for all
};

// Owns a credentials handle. Only this class calls FreeCredentialsHandle. Contexts share it,
// because a context must not outlive its credentials.
class Credentials {
 public:
  // Can wait on LSA.
  static Result<std::shared_ptr<Credentials>> Acquire(const CredentialRequest& request,
                                                      windows::OpenHandlesPtr open_handles);

  Credentials(const Credentials&) = delete;
  Credentials& operator=(const Credentials&) = delete;
  ~Credentials();

  // Returns the account name of the credentials. Can wait on LSA.
  Result<std::wstring> QueryName();

  // SSPI's parameter is not const, but SSPI does not change the handle.
  CredHandle* handle() { return &handle_; }
  TimeStamp expiry() const { return expiry_; }
  const SecurityPackage& package() const { return package_; }
  // The caller's spelling of the package's name. Windows ignores its case.
  const std::wstring& requested_name() const { return requested_name_; }
  const windows::OpenHandlesPtr& open_handles() const { return count_.open_handles(); }

 private:
  Credentials(SecurityPackage package, std::wstring requested_name,
              windows::OpenHandlesPtr open_handles);

  CredHandle handle_{};
  TimeStamp expiry_{};
  SecurityPackage package_;
  std::wstring requested_name_;
  windows::OpenHandleCount count_;
};

}  // namespace sspi
