#include "credentials/identity.h"

#include <cstring>

#include "session/context_names.h"
#include "status_error.h"

namespace handoff_reference {

namespace {

constexpr ULONG kMaxPasswordLength = 1024;

// The text as UTF-16 bytes, in memory that is wiped: a password comes this way too.
SecretBytes ReadText(const void* text, ULONG length, ULONG max_length, bool unicode) {
  if (length == 0) return {};
  if (text == nullptr || length > max_length) throw StatusError(SEC_E_UNKNOWN_CREDENTIALS);

  SecretBytes utf16(length * sizeof(wchar_t));
  if (unicode) {
    std::memcpy(utf16.data(), text, utf16.size());
    return utf16;
  }
  // No code page has a character that takes more UTF-16 units than bytes.
  const int units = MultiByteToWideChar(
      CP_ACP, MB_ERR_INVALID_CHARS, static_cast<LPCCH>(text), static_cast<int>(length),
      reinterpret_cast<LPWSTR>(utf16.data()), static_cast<int>(length));
  if (units == 0) throw StatusError(SEC_E_UNKNOWN_CREDENTIALS);
  utf16.resize(static_cast<std::size_t>(units) * sizeof(wchar_t));
  return utf16;
}

std::wstring ReadName(const void* text, ULONG length, std::size_t max_length, bool unicode) {
  const SecretBytes utf16 = ReadText(text, length, static_cast<ULONG>(max_length), unicode);
  std::wstring name(utf16.size() / sizeof(wchar_t), L'\0');
  if (!utf16.empty()) std::memcpy(&name[0], utf16.data(), utf16.size());
  if (name.find(L'\0') != std::wstring::npos) throw StatusError(SEC_E_UNKNOWN_CREDENTIALS);
  return name;
}

// The plain and the extended structure have these fields under the same names.
template <typename AuthIdentity>
Identity ReadFields(const AuthIdentity& source) {
  const ULONG encoding = source.Flags & ~static_cast<ULONG>(SEC_WINNT_AUTH_IDENTITY_ONLY);
  if (encoding != SEC_WINNT_AUTH_IDENTITY_UNICODE && encoding != SEC_WINNT_AUTH_IDENTITY_ANSI) {
    throw StatusError(SEC_E_UNKNOWN_CREDENTIALS);
  }
  const bool unicode = encoding == SEC_WINNT_AUTH_IDENTITY_UNICODE;

  Identity identity;
  identity.user = ReadName(source.User, source.UserLength, kMaxUserLength, unicode);
  identity.domain = ReadName(source.Domain, source.DomainLength, kMaxDomainLength, unicode);
  identity.password = ReadText(source.Password, source.PasswordLength, kMaxPasswordLength, unicode);
  if (identity.user.empty() || identity.password.empty()) {
    throw StatusError(SEC_E_NO_CREDENTIALS);
  }
  return identity;
}

}  // namespace

Identity ReadIdentity(const void* auth_data) {
  if (auth_data == nullptr) throw StatusError(SEC_E_NO_CREDENTIALS);

  // The structures differ in their first four bytes: a version, or half a pointer, which on a real
  // system never has the value of a version.
  ULONG version = 0;
  std::memcpy(&version, auth_data, sizeof(version));
  if (version == SEC_WINNT_AUTH_IDENTITY_VERSION) {
    const auto& extended = *static_cast<const SEC_WINNT_AUTH_IDENTITY_EXW*>(auth_data);
    if (extended.Length < sizeof(extended)) throw StatusError(SEC_E_UNKNOWN_CREDENTIALS);
    return ReadFields(extended);
  }
  if (version == SEC_WINNT_AUTH_IDENTITY_VERSION_2) throw StatusError(SEC_E_UNKNOWN_CREDENTIALS);
  return ReadFields(*static_cast<const SEC_WINNT_AUTH_IDENTITY_W*>(auth_data));
}

}  // namespace handoff_reference
