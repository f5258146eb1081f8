#include "windows/sid.h"

#include <sddl.h>

namespace windows {

Sid::Sid(PSID sid) : bytes_(static_cast<BYTE*>(sid), static_cast<BYTE*>(sid) + GetLengthSid(sid)) {}

Result<std::wstring> Sid::ToString() const {
  wchar_t* text = nullptr;
  if (!ConvertSidToStringSidW(get(), &text)) return Win32Failure("ConvertSidToStringSidW");
  struct FreeText {
    wchar_t* text;
    ~FreeText() { LocalFree(text); }
  } free_text{text};
  return std::wstring(text);
}

Result<std::optional<Account>> Sid::LookUpAccount() const {
  DWORD name_size = 0;
  DWORD domain_size = 0;
  SID_NAME_USE use = SidTypeUnknown;
  // The first call is for the sizes. A name can grow before the second one: then ask again.
  std::wstring name;
  std::wstring domain;
  while (!LookupAccountSidW(nullptr, get(), name.data(), &name_size, domain.data(), &domain_size,
                            &use)) {
    const DWORD error = GetLastError();
    if (error == ERROR_NONE_MAPPED) return std::optional<Account>();
    if (error != ERROR_INSUFFICIENT_BUFFER) return Win32Failure("LookupAccountSidW", error);
    name.resize(name_size);
    domain.resize(domain_size);
  }
  name.resize(name_size);
  domain.resize(domain_size);
  return std::optional<Account>(Account{std::move(name), std::move(domain)});
}

}  // namespace windows
