#include "windows/access_token.h"

#include "windows/impersonation.h"
#include "windows/process.h"
#include "windows/token_information.h"

namespace windows {

Result<AccessToken> AccessToken::Adopt(HANDLE handle, OpenHandlesPtr open_handles) {
  auto type = QueryTokenType(handle);
  if (!type.ok()) return type.failure();
  return AccessToken(UniqueHandle(handle), std::move(open_handles));
}

Result<AccessToken> AccessToken::Copy(HANDLE handle, OpenHandlesPtr open_handles) {
  auto copy = DuplicateHere(handle);
  if (!copy.ok()) return copy.failure();
  // Queries the copy, because no other code can close it meanwhile.
  auto type = QueryTokenType(copy.value().get());
  if (!type.ok()) return type.failure();
  return AccessToken(std::move(copy.value()), std::move(open_handles));
}

Result<AccessToken> AccessToken::OfProcess(ACCESS_MASK access, OpenHandlesPtr open_handles) {
  UniqueHandle handle;
  if (!OpenProcessToken(GetCurrentProcess(), access, handle.Receive())) {
    return Win32Failure("OpenProcessToken");
  }
  return AccessToken(std::move(handle), std::move(open_handles));
}

Result<std::optional<AccessToken>> AccessToken::OfThread(ACCESS_MASK access,
                                                         OpenHandlesPtr open_handles) {
  auto handle = OpenThreadImpersonation(access);
  if (!handle.ok()) return handle.failure();
  if (!handle.value()) return std::optional<AccessToken>();
  return std::optional<AccessToken>(
      AccessToken(std::move(handle.value()), std::move(open_handles)));
}

Result<AccessToken> AccessToken::Duplicate(ACCESS_MASK access, TOKEN_TYPE type,
                                           SECURITY_IMPERSONATION_LEVEL level) const {
  UniqueHandle duplicate;
  if (!DuplicateTokenEx(get(), access, nullptr, level, type, duplicate.Receive())) {
    return Win32Failure("DuplicateTokenEx");
  }
  return AccessToken(std::move(duplicate), open_handles());
}

Result<bool> AccessToken::IsMember(const Sid& sid) const {
  auto type = QueryTokenType(get());
  if (!type.ok()) return type.failure();
  if (type.value() == TokenPrimary) {
    auto duplicate = Duplicate(TOKEN_QUERY, TokenImpersonation, SecurityIdentification);
    if (!duplicate.ok()) return duplicate.failure();
    return duplicate.value().IsMember(sid);
  }
  BOOL is_member = FALSE;
  if (!CheckTokenMembership(get(), sid.get(), &is_member)) {
    return Win32Failure("CheckTokenMembership");
  }
  return is_member != FALSE;
}

Result<AccessToken> AccessToken::Reopen(ACCESS_MASK access) const {
  auto handle = DuplicateHere(get(), access);
  if (!handle.ok()) return handle.failure();
  return AccessToken(std::move(handle.value()), open_handles());
}

Result<HANDLE> AccessToken::DuplicateInto(DWORD pid, ACCESS_MASK access) const {
  auto process = Process::Open(pid);
  if (!process.ok()) return process.failure();
  return process.value().DuplicateInto(get(), access);
}

}  // namespace windows
