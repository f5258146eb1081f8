#include "windows/token_information.h"

#include <utility>

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

// A structure and the data that it points to. The query is repeated until the result fits, because
// a token can be adjusted meanwhile.
Result<std::vector<BYTE>> QueryBlock(HANDLE token, TOKEN_INFORMATION_CLASS information) {
  std::vector<BYTE> memory;
  for (;;) {
    DWORD size = 0;
    if (GetTokenInformation(token, information, memory.data(), static_cast<DWORD>(memory.size()),
                            &size)) {
      return memory;
    }
    const DWORD error = GetLastError();
    if (error != ERROR_INSUFFICIENT_BUFFER || size <= memory.size()) {
      return Win32Failure("GetTokenInformation", error);
    }
    memory.resize(size);
  }
}

Result<std::wstring> LookUpPrivilegeName(LUID privilege) {
  std::wstring name(64, L'\0');
  for (;;) {
    // Includes the terminating NUL until the name is complete.
    auto size = static_cast<DWORD>(name.size());
    const bool found = LookupPrivilegeNameW(nullptr, &privilege, name.data(), &size);
    const DWORD error = found ? ERROR_SUCCESS : GetLastError();
    if (!found && (error != ERROR_INSUFFICIENT_BUFFER || size <= name.size())) {
      return Win32Failure("LookupPrivilegeNameW", error);
    }
    name.resize(size);
    if (found) return name;
  }
}

}  // namespace

Result<TOKEN_TYPE> QueryTokenType(HANDLE token) {
  return QueryFixedSize<TOKEN_TYPE>(token, TokenType);
}

Result<SECURITY_IMPERSONATION_LEVEL> QueryTokenImpersonationLevel(HANDLE token) {
  return QueryFixedSize<SECURITY_IMPERSONATION_LEVEL>(token, TokenImpersonationLevel);
}

Result<Sid> QueryTokenUser(HANDLE token) {
  auto memory = QueryBlock(token, TokenUser);
  if (!memory.ok()) return memory.failure();
  return Sid(reinterpret_cast<const TOKEN_USER*>(memory.value().data())->User.Sid);
}

Result<std::vector<TokenGroup>> QueryTokenGroups(HANDLE token) {
  auto memory = QueryBlock(token, TokenGroups);
  if (!memory.ok()) return memory.failure();
  const auto* held = reinterpret_cast<const TOKEN_GROUPS*>(memory.value().data());
  std::vector<TokenGroup> groups;
  groups.reserve(held->GroupCount);
  for (DWORD i = 0; i < held->GroupCount; ++i) {
    groups.push_back({Sid(held->Groups[i].Sid), held->Groups[i].Attributes});
  }
  return groups;
}

Result<std::optional<Sid>> QueryTokenLogonSid(HANDLE token) {
  auto groups = QueryTokenGroups(token);
  if (!groups.ok()) return groups.failure();
  for (TokenGroup& group : groups.value()) {
    if ((group.attributes & SE_GROUP_LOGON_ID) == SE_GROUP_LOGON_ID) {
      return std::optional<Sid>(std::move(group.sid));
    }
  }
  return std::optional<Sid>();
}

Result<std::vector<TokenPrivilege>> QueryTokenPrivileges(HANDLE token) {
  auto memory = QueryBlock(token, TokenPrivileges);
  if (!memory.ok()) return memory.failure();
  const auto* held = reinterpret_cast<const TOKEN_PRIVILEGES*>(memory.value().data());
  std::vector<TokenPrivilege> privileges;
  privileges.reserve(held->PrivilegeCount);
  for (DWORD i = 0; i < held->PrivilegeCount; ++i) {
    auto name = LookUpPrivilegeName(held->Privileges[i].Luid);
    if (!name.ok()) return name.failure();
    privileges.push_back({std::move(name.value()), held->Privileges[i].Attributes});
  }
  return privileges;
}

namespace {

template <LUID TOKEN_STATISTICS::*id>
Result<std::uint64_t> QueryLuid(HANDLE token) {
  auto statistics = QueryFixedSize<TOKEN_STATISTICS>(token, TokenStatistics);
  if (!statistics.ok()) return statistics.failure();
  const LUID& luid = statistics.value().*id;
  return std::uint64_t{static_cast<std::uint32_t>(luid.HighPart)} << 32 | luid.LowPart;
}

}  // namespace

Result<std::uint64_t> QueryTokenAuthenticationId(HANDLE token) {
  return QueryLuid<&TOKEN_STATISTICS::AuthenticationId>(token);
}

Result<std::uint64_t> QueryTokenId(HANDLE token) {
  return QueryLuid<&TOKEN_STATISTICS::TokenId>(token);
}

Result<DWORD> QueryTokenSessionId(HANDLE token) {
  return QueryFixedSize<DWORD>(token, TokenSessionId);
}

Result<DWORD> QueryTokenIntegrityLevel(HANDLE token) {
  auto memory = QueryBlock(token, TokenIntegrityLevel);
  if (!memory.ok()) return memory.failure();
  const auto* label = reinterpret_cast<const TOKEN_MANDATORY_LABEL*>(memory.value().data());
  return Sid(label->Label.Sid).RelativeIdentifier();
}

Result<TOKEN_ELEVATION_TYPE> QueryTokenElevationType(HANDLE token) {
  return QueryFixedSize<TOKEN_ELEVATION_TYPE>(token, TokenElevationType);
}

Result<bool> QueryTokenIsElevated(HANDLE token) {
  auto elevation = QueryFixedSize<TOKEN_ELEVATION>(token, TokenElevation);
  if (!elevation.ok()) return elevation.failure();
  return elevation.value().TokenIsElevated != 0;
}

}  // namespace windows
