#pragma once

#include <napi.h>
#include <windows.h>

#include <optional>
#include <string>
#include <vector>

#include "windows/result.h"
#include "windows/sid.h"
#include "windows/token_information.h"

namespace binding {

// A SID as text, and its account if the caller asked for it and it exists.
struct Principal {
  std::wstring sid;
  std::optional<windows::Account> account;
};

struct Group {
  Principal principal;
  DWORD attributes = 0;
};

// Can wait on a domain controller.
windows::Result<Principal> LookUpUser(HANDLE token);
windows::Result<std::vector<Group>> LookUpGroups(HANDLE token, bool with_accounts);

Napi::Value ToJs(Napi::Env env, const Principal& principal);
Napi::Value ToJs(Napi::Env env, const std::vector<Group>& groups);
Napi::Value ToJs(Napi::Env env, const std::vector<windows::TokenPrivilege>& privileges);

}  // namespace binding
