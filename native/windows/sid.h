#pragma once

#include <windows.h>

#include <optional>
#include <string>
#include <vector>

#include "windows/result.h"

namespace windows {

struct Account {
  std::wstring name;
  std::wstring domain;
};

// A security identifier, by value.
class Sid {
 public:
  explicit Sid(PSID sid);

  // Fails with ERROR_INVALID_SID.
  static Result<Sid> Parse(const std::wstring& text);

  // S-1-5-21-...
  Result<std::wstring> ToString() const;

  // The last part, which distinguishes the SIDs of one authority.
  DWORD RelativeIdentifier() const;

  // Returns the account of this SID, or nothing if the computer does not know one. Can wait on LSA
  // and, through it, on a domain controller.
  Result<std::optional<Account>> LookUpAccount() const;

  PSID get() const { return const_cast<BYTE*>(bytes_.data()); }

 private:
  std::vector<BYTE> bytes_;
};

}  // namespace windows
