#include "sspi/credentials.h"

#include "sspi/context_buffer.h"

namespace sspi {
namespace {

unsigned short* AuthIdentityText(const wchar_t* text) {
  return reinterpret_cast<unsigned short*>(const_cast<wchar_t*>(text));
}

// Fills the fields that SEC_WINNT_AUTH_IDENTITY_W and SEC_WINNT_AUTH_IDENTITY_EXW share.
template <typename AuthIdentity>
void Fill(AuthIdentity* auth_identity, const std::optional<Account>& account) {
  auth_identity->Flags = SEC_WINNT_AUTH_IDENTITY_UNICODE;
  if (!account) return;
  auth_identity->User = AuthIdentityText(account->user.c_str());
  auth_identity->UserLength = static_cast<ULONG>(account->user.size());
  auth_identity->Domain = AuthIdentityText(account->domain.c_str());
  auth_identity->DomainLength = static_cast<ULONG>(account->domain.size());
  auth_identity->Password = AuthIdentityText(account->password.data());
  auth_identity->PasswordLength = static_cast<ULONG>(account->password.size());
}

// The pAuthData of a request. It points into the request.
class AuthData {
 public:
  explicit AuthData(const CredentialRequest& request) {
    if (!request.package_list.empty()) {
      extended_.Version = SEC_WINNT_AUTH_IDENTITY_VERSION;
      extended_.Length = sizeof(extended_);
      extended_.PackageList = AuthIdentityText(request.package_list.c_str());
      extended_.PackageListLength = static_cast<ULONG>(request.package_list.size());
      Fill(&extended_, request.account);
      get_ = &extended_;
    } else if (request.account) {
      Fill(&plain_, request.account);
      get_ = &plain_;
    }
  }

  void* get() { return get_; }

 private:
  SEC_WINNT_AUTH_IDENTITY_W plain_{};
  SEC_WINNT_AUTH_IDENTITY_EXW extended_{};
  void* get_ = nullptr;
};

}  // namespace

Result<std::shared_ptr<Credentials>> Credentials::Acquire(const CredentialRequest& request,
                                                          windows::OpenHandlesPtr open_handles) {
  auto package = QueryPackage(request.package_name);
  if (!package.ok()) return package.failure();
  std::shared_ptr<Credentials> credentials(
      new Credentials(std::move(package.value()), request.package_name, std::move(open_handles)));

  AuthData auth_data(request);
  CredHandle handle{};
  const SECURITY_STATUS status = AcquireCredentialsHandleW(
      request.principal.empty() ? nullptr : const_cast<wchar_t*>(request.principal.c_str()),
      const_cast<wchar_t*>(request.package_name.c_str()), request.use, nullptr, auth_data.get(),
      nullptr, nullptr, &handle, &credentials->expiry_);
  if (status != SEC_E_OK) return SecurityFailure("AcquireCredentialsHandleW", status);
  credentials->handle_ = handle;
  return credentials;
}

Result<std::wstring> Credentials::QueryName() {
  SecPkgCredentials_NamesW names{};
  const SECURITY_STATUS status =
      QueryCredentialsAttributesW(&handle_, SECPKG_CRED_ATTR_NAMES, &names);
  // Only SEC_E_OK hands over the memory.
  if (status != SEC_E_OK) return SecurityFailure("QueryCredentialsAttributesW", status);
  const ContextBuffer memory(names.sUserName);
  return std::wstring(names.sUserName == nullptr ? L"" : names.sUserName);
}

Credentials::Credentials(SecurityPackage package, std::wstring requested_name,
                         windows::OpenHandlesPtr open_handles)
    : package_(std::move(package)),
      requested_name_(std::move(requested_name)),
      count_(std::move(open_handles), &windows::OpenHandles::credentials) {
  SecInvalidateHandle(&handle_);
}

Credentials::~Credentials() {
  if (SecIsValidHandle(&handle_)) FreeCredentialsHandle(&handle_);
}

}  // namespace sspi
