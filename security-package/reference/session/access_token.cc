#include "session/access_token.h"

#include <vector>

#include "status_error.h"

namespace handoff_reference {

namespace {

constexpr DWORD kClientTokenRights = TOKEN_QUERY | TOKEN_IMPERSONATE | TOKEN_DUPLICATE;

void Require(BOOL succeeded) {
  if (!succeeded) throw StatusError(SEC_E_INTERNAL_ERROR);
}

std::vector<LUID_AND_ATTRIBUTES> PrivilegesToDelete(const AccessToken& token) {
  LUID change_notify{};
  Require(LookupPrivilegeValueW(nullptr, SE_CHANGE_NOTIFY_NAME, &change_notify));

  DWORD size = 0;
  GetTokenInformation(token.get(), TokenPrivileges, nullptr, 0, &size);
  std::vector<BYTE> information(size);
  Require(GetTokenInformation(token.get(), TokenPrivileges, information.data(), size, &size));

  std::vector<LUID_AND_ATTRIBUTES> privileges;
  const auto& held = *reinterpret_cast<const TOKEN_PRIVILEGES*>(information.data());
  for (DWORD i = 0; i < held.PrivilegeCount; ++i) {
    const LUID_AND_ATTRIBUTES& privilege = held.Privileges[i];
    if (!SecEqualLuid(&privilege.Luid, &change_notify)) privileges.push_back(privilege);
  }
  return privileges;
}

// Returns null if the value is not a handle.
HANDLE DuplicateWithItsRights(HANDLE handle) {
  HANDLE duplicate = nullptr;
  const HANDLE process = GetCurrentProcess();
  DuplicateHandle(process, handle, process, &duplicate, 0, FALSE, DUPLICATE_SAME_ACCESS);
  return duplicate;
}

}  // namespace

AccessToken& AccessToken::operator=(AccessToken&& other) noexcept {
  if (this != &other) {
    if (handle_ != nullptr) CloseHandle(handle_);
    handle_ = other.Release();
  }
  return *this;
}

AccessToken::~AccessToken() {
  if (handle_ != nullptr) CloseHandle(handle_);
}

AccessToken AccessToken::ForClient(std::uint32_t granted_flags) {
  // A server may identify a client that asked for ISC_REQ_IDENTIFY, but not impersonate it.
  const bool identify_only = (granted_flags & ASC_RET_IDENTIFY) != 0;
  HANDLE handle = nullptr;
  Require(OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY | TOKEN_DUPLICATE, &handle));
  const AccessToken own(handle);

  // Names each privilege, because Wine accepts DISABLE_MAX_PRIVILEGE and disables nothing.
  std::vector<LUID_AND_ATTRIBUTES> privileges = PrivilegesToDelete(own);
  HANDLE restricted_handle = nullptr;
  Require(CreateRestrictedToken(own.get(), 0, 0, nullptr, static_cast<DWORD>(privileges.size()),
                                privileges.data(), 0, nullptr, &restricted_handle));
  const AccessToken restricted(restricted_handle);

  HANDLE client = nullptr;
  Require(DuplicateTokenEx(restricted.get(), kClientTokenRights, nullptr,
                           identify_only ? SecurityIdentification : SecurityImpersonation,
                           TokenImpersonation, &client));
  return AccessToken(client);
}

AccessToken AccessToken::DuplicateOf(HANDLE callers) {
  AccessToken duplicate(DuplicateWithItsRights(callers));
  if (!duplicate) throw StatusError(SEC_E_INVALID_PARAMETER);
  TOKEN_TYPE type{};
  DWORD size = 0;
  // A refused query is an answer too: only a token has such an access right.
  if (!GetTokenInformation(duplicate.get(), TokenType, &type, sizeof(type), &size) &&
      GetLastError() != ERROR_ACCESS_DENIED) {
    throw StatusError(SEC_E_INVALID_PARAMETER);
  }
  return duplicate;
}

AccessToken AccessToken::Duplicate() const {
  if (handle_ == nullptr) return AccessToken();
  AccessToken duplicate(DuplicateWithItsRights(handle_));
  if (!duplicate) throw StatusError(SEC_E_INTERNAL_ERROR);
  return duplicate;
}

void AccessToken::Impersonate() const {
  if (handle_ == nullptr || !ImpersonateLoggedOnUser(handle_)) {
    throw StatusError(SEC_E_NO_IMPERSONATION);
  }
}

HANDLE AccessToken::Release() {
  HANDLE handle = handle_;
  handle_ = nullptr;
  return handle;
}

}  // namespace handoff_reference
