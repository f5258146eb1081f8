#include "sspi/credentials.h"

namespace sspi {
namespace {

unsigned short* AuthIdentityText(const wchar_t* text) {
  return reinterpret_cast<unsigned short*>(const_cast<wchar_t*>(text));
}

SEC_WINNT_AUTH_IDENTITY_W ToAuthIdentity(const Identity& identity) {
  SEC_WINNT_AUTH_IDENTITY_W auth_identity{};
  auth_identity.User = AuthIdentityText(identity.user.c_str());
  auth_identity.UserLength = static_cast<ULONG>(identity.user.size());
  auth_identity.Domain = AuthIdentityText(identity.domain.c_str());
  auth_identity.DomainLength = static_cast<ULONG>(identity.domain.size());
  auth_identity.Password = AuthIdentityText(identity.password.data());
  auth_identity.PasswordLength = static_cast<ULONG>(identity.password.size());
  auth_identity.Flags = SEC_WINNT_AUTH_IDENTITY_UNICODE;
  return auth_identity;
}

}  // namespace

Result<std::shared_ptr<Credentials>> Credentials::Acquire(const std::wstring& package_name,
                                                          ULONG use,
                                                          const std::optional<Identity>& identity,
                                                          windows::OpenHandlesPtr open_handles) {
  auto package = QueryPackage(package_name);
  if (!package.ok()) return package.failure();
  std::shared_ptr<Credentials> credentials(
      new Credentials(std::move(package.value()), std::move(open_handles)));

  SEC_WINNT_AUTH_IDENTITY_W auth_identity{};
  if (identity) auth_identity = ToAuthIdentity(*identity);
  CredHandle handle{};
  const SECURITY_STATUS status = AcquireCredentialsHandleW(
      nullptr, const_cast<wchar_t*>(package_name.c_str()), use, nullptr,
      identity ? &auth_identity : nullptr, nullptr, nullptr, &handle, &credentials->expiry_);
  if (status != SEC_E_OK) return SecurityFailure("AcquireCredentialsHandleW", status);
  credentials->handle_ = handle;
  return credentials;
}

Credentials::Credentials(SecurityPackage package, windows::OpenHandlesPtr open_handles)
    : package_(std::move(package)),
      count_(std::move(open_handles), &windows::OpenHandles::credentials) {
  SecInvalidateHandle(&handle_);
}

Credentials::~Credentials() {
  if (SecIsValidHandle(&handle_)) FreeCredentialsHandle(&handle_);
}

}  // namespace sspi
