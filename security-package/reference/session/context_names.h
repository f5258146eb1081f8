#pragma once

#include <string>

namespace handoff_reference {

// The lengths are in UTF-16 units: the maximum of a Windows user name, of a DNS name, and enough
// for a service principal name. They limit the size of a token and of a packed context.
constexpr std::size_t kMaxUserLength = 256;
constexpr std::size_t kMaxDomainLength = 255;
constexpr std::size_t kMaxTargetLength = 1024;

// The name that the client claims, and the server that it wants. Both sides know the same names
// after the proofs, because the proofs cover them.
struct ContextNames {
  std::wstring user;
  std::wstring domain;
  std::wstring target;
};

inline std::wstring QualifiedUser(const std::wstring& domain, const std::wstring& user) {
  return domain.empty() ? user : domain + L'\\' + user;
}

}  // namespace handoff_reference
