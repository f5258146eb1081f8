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

  // S-1-5-21-...
  Result<std::wstring> ToString() const;

  // The last part of it, which tells apart what one authority has issued.
  DWORD RelativeIdentifier() const;

  // The account that has this SID, or none if the computer knows no such account. Can wait on LSA
  // and, through it, on a domain controller.
  Result<std::optional<Account>> LookUpAccount() const;

 private:
  PSID get() const { return const_cast<BYTE*>(bytes_.data()); }

  std::vector<BYTE> bytes_;
};

}  // namespace windows
