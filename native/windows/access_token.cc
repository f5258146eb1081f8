#include "windows/access_token.h"

#include <vector>

#include "windows/process.h"

namespace windows {
namespace {

template <typename T>
Result<T> QueryFixedSize(HANDLE token, TOKEN_INFORMATION_CLASS information) {
  T value{};
  DWORD size = 0;
  if (!GetTokenInformation(token, information, &value, sizeof(value), &size)) {
    return Win32Failure("GetTokenInformation");
  }
  return value;
}

}  // namespace

Result<AccessToken> AccessToken::Adopt(HANDLE handle, OpenHandlesPtr open_handles) {
  auto type = QueryFixedSize<TOKEN_TYPE>(handle, TokenType);
  if (!type.ok()) return type.failure();
  return AccessToken(UniqueHandle(handle), std::move(open_handles));
}

Result<Sid> AccessToken::User() const {
  DWORD size = 0;
  GetTokenInformation(get(), TokenUser, nullptr, 0, &size);
  std::vector<BYTE> memory(size);
  if (!GetTokenInformation(get(), TokenUser, memory.data(), size, &size)) {
    return Win32Failure("GetTokenInformation");
  }
  return Sid(reinterpret_cast<const TOKEN_USER*>(memory.data())->User.Sid);
}

Result<TOKEN_TYPE> AccessToken::Type() const {
  return QueryFixedSize<TOKEN_TYPE>(get(), TokenType);
}

Result<SECURITY_IMPERSONATION_LEVEL> AccessToken::ImpersonationLevel() const {
  return QueryFixedSize<SECURITY_IMPERSONATION_LEVEL>(get(), TokenImpersonationLevel);
}

Result<AccessToken> AccessToken::Duplicate(ACCESS_MASK access, TOKEN_TYPE type,
                                           SECURITY_IMPERSONATION_LEVEL level) const {
  UniqueHandle duplicate;
  if (!DuplicateTokenEx(get(), access, nullptr, level, type, duplicate.Receive())) {
    return Win32Failure("DuplicateTokenEx");
  }
  return AccessToken(std::move(duplicate), count_.open_handles());
}

Result<HANDLE> AccessToken::DuplicateInto(DWORD pid, ACCESS_MASK access) const {
  auto process = Process::Open(pid);
  if (!process.ok()) return process.failure();
  return process.value().DuplicateInto(get(), access);
}

}  // namespace windows
