#include "windows/sid.h"

#include <lmcons.h>
#include <sddl.h>

namespace windows {
namespace {

struct FreeLocal {
  void* memory;
  ~FreeLocal() { LocalFree(memory); }
};

}  // namespace

Sid::Sid(PSID sid) : bytes_(static_cast<BYTE*>(sid), static_cast<BYTE*>(sid) + GetLengthSid(sid)) {}

Result<Sid> Sid::Parse(const std::wstring& text) {
  PSID sid = nullptr;
  if (!ConvertStringSidToSidW(text.c_str(), &sid)) return Win32Failure("ConvertStringSidToSidW");
  const FreeLocal free_sid{sid};
  return Sid(sid);
}

Result<std::wstring> Sid::ToString() const {
  wchar_t* text = nullptr;
  if (!ConvertSidToStringSidW(get(), &text)) return Win32Failure("ConvertSidToStringSidW");
  const FreeLocal free_text{text};
  return std::wstring(text);
}

DWORD Sid::RelativeIdentifier() const {
  const BYTE count = *GetSidSubAuthorityCount(get());
  return count == 0 ? 0 : *GetSidSubAuthority(get(), count - DWORD{1});
}

Result<std::optional<Account>> Sid::LookUpAccount() const {
  // Room for the longest names that can be expected. (A first call that asks for the sizes does not
  // work under Wine, which then returns success.)
  std::wstring name(UNLEN + 1, L'\0');
  std::wstring domain(UNLEN + 1, L'\0');
  for (;;) {
    auto name_size = static_cast<DWORD>(name.size());
    auto domain_size = static_cast<DWORD>(domain.size());
    SID_NAME_USE use = SidTypeUnknown;
    const bool found = LookupAccountSidW(nullptr, get(), name.data(), &name_size, domain.data(),
                                         &domain_size, &use);
    const DWORD error = found ? ERROR_SUCCESS : GetLastError();
    if (error == ERROR_NONE_MAPPED) return std::optional<Account>();
    if (error != ERROR_SUCCESS && error != ERROR_INSUFFICIENT_BUFFER) {
      return Win32Failure("LookupAccountSidW", error);
    }
    name.resize(name_size);
    domain.resize(domain_size);
    if (found) return std::optional<Account>(Account{std::move(name), std::move(domain)});
  }
}

}  // namespace windows
