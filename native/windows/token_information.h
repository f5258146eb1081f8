#pragma once

#include <windows.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "windows/result.h"
#include "windows/sid.h"

namespace windows {

struct TokenGroup {
  Sid sid;
  DWORD attributes = 0;
};

struct TokenPrivilege {
  std::wstring name;
  DWORD attributes = 0;
};

// Queries of an access token. Each needs TOKEN_QUERY.
Result<TOKEN_TYPE> QueryTokenType(HANDLE token);
Result<SECURITY_IMPERSONATION_LEVEL> QueryTokenImpersonationLevel(HANDLE token);
Result<Sid> QueryTokenUser(HANDLE token);
Result<std::vector<TokenGroup>> QueryTokenGroups(HANDLE token);
// The logon SID is the group with the flag SE_GROUP_LOGON_ID. Some tokens have none.
Result<std::optional<Sid>> QueryTokenLogonSid(HANDLE token);
// Asks LSA for the names.
Result<std::vector<TokenPrivilege>> QueryTokenPrivileges(HANDLE token);
// The LUID of the logon session.
Result<std::uint64_t> QueryTokenAuthenticationId(HANDLE token);
// The LUID of the token itself, which is the same for all handles to one token.
Result<std::uint64_t> QueryTokenId(HANDLE token);
Result<DWORD> QueryTokenSessionId(HANDLE token);
// The relative identifier of the integrity level's SID.
Result<DWORD> QueryTokenIntegrityLevel(HANDLE token);
Result<TOKEN_ELEVATION_TYPE> QueryTokenElevationType(HANDLE token);
Result<bool> QueryTokenIsElevated(HANDLE token);

}  // namespace windows
