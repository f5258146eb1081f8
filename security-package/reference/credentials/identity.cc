#include "credentials/identity.h"

#include <cstring>

#include "session/context_names.h"
#include "status_error.h"

namespace handoff_reference {

namespace {

constexpr ULONG kMaxPasswordLength = 1024;

template <typename Structure>
Structure ReadStructure(const void* address, CopyMemoryOfCaller read) {
  Structure copy{};
  read(&copy, address, sizeof(copy));
  return copy;
}

// The encoding of an identity's texts.
struct TextSource {
  CopyMemoryOfCaller read;
  bool unicode;
};

// Returns the text as UTF-16 bytes in memory that is wiped, because the text may be a password.
SecretBytes ReadText(const void* text, ULONG length, ULONG max_length, const TextSource& source) {
  if (length == 0) return {};
  if (text == nullptr || length > max_length) throw StatusError(SEC_E_UNKNOWN_CREDENTIALS);

  SecretBytes bytes(source.unicode ? length * sizeof(wchar_t) : length);
  source.read(bytes.data(), text, static_cast<ULONG>(bytes.size()));
  if (source.unicode) return bytes;

  // In every code page, a text has at most as many UTF-16 units as bytes.
  SecretBytes utf16(length * sizeof(wchar_t));
  const int units = MultiByteToWideChar(
      CP_ACP, MB_ERR_INVALID_CHARS, reinterpret_cast<LPCCH>(bytes.data()), static_cast<int>(length),
      reinterpret_cast<LPWSTR>(utf16.data()), static_cast<int>(length));
  if (units == 0) throw StatusError(SEC_E_UNKNOWN_CREDENTIALS);
  utf16.resize(static_cast<std::size_t>(units) * sizeof(wchar_t));
  return utf16;
}

std::wstring ReadName(const void* text, ULONG length, std::size_t max_length,
                      const TextSource& source) {
  const SecretBytes utf16 = ReadText(text, length, static_cast<ULONG>(max_length), source);
  std::wstring name(utf16.size() / sizeof(wchar_t), L'\0');
  if (!utf16.empty()) std::memcpy(name.data(), utf16.data(), utf16.size());
  if (name.find(L'\0') != std::wstring::npos) throw StatusError(SEC_E_UNKNOWN_CREDENTIALS);
  return name;
}

// The plain and the extended structure both have these fields.
template <typename AuthIdentity>
Identity ReadFields(const AuthIdentity& fields, CopyMemoryOfCaller read) {
  const ULONG encoding = fields.Flags & ~static_cast<ULONG>(SEC_WINNT_AUTH_IDENTITY_ONLY);
  if (encoding != SEC_WINNT_AUTH_IDENTITY_UNICODE && encoding != SEC_WINNT_AUTH_IDENTITY_ANSI) {
    throw StatusError(SEC_E_UNKNOWN_CREDENTIALS);
  }
  const TextSource source{read, encoding == SEC_WINNT_AUTH_IDENTITY_UNICODE};

  Identity identity;
  identity.user = ReadName(fields.User, fields.UserLength, kMaxUserLength, source);
  identity.domain = ReadName(fields.Domain, fields.DomainLength, kMaxDomainLength, source);
  identity.password = ReadText(fields.Password, fields.PasswordLength, kMaxPasswordLength, source);
  if (identity.user.empty() || identity.password.empty()) {
    throw StatusError(SEC_E_NO_CREDENTIALS);
  }
  return identity;
}

}  // namespace

Identity ReadIdentity(const void* auth_data, CopyMemoryOfCaller read) {
  if (auth_data == nullptr) throw StatusError(SEC_E_NO_CREDENTIALS);

  // The structures differ in their first four bytes. The extended one starts with a version, the
  // plain one with half of a pointer, which on a real system never equals a version.
  const auto version = ReadStructure<ULONG>(auth_data, read);
  if (version == SEC_WINNT_AUTH_IDENTITY_VERSION) {
    const auto extended = ReadStructure<SEC_WINNT_AUTH_IDENTITY_EXW>(auth_data, read);
    if (extended.Length < sizeof(extended)) throw StatusError(SEC_E_UNKNOWN_CREDENTIALS);
    return ReadFields(extended, read);
  }
  if (version == SEC_WINNT_AUTH_IDENTITY_VERSION_2) throw StatusError(SEC_E_UNKNOWN_CREDENTIALS);
  return ReadFields(ReadStructure<SEC_WINNT_AUTH_IDENTITY_W>(auth_data, read), read);
}

}  // namespace handoff_reference
