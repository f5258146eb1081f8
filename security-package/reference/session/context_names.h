#pragma once

#include <string>

namespace handoff_reference {

// The lengths are in UTF-16 units: those of a Windows user name, of a DNS name, and ample for a
// service principal name. They bound the size of a token and of a packed context.
constexpr std::size_t kMaxUserLength = 256;
constexpr std::size_t kMaxDomainLength = 255;
constexpr std::size_t kMaxTargetLength = 1024;

// Who the client says that it is, and whom it means to talk to. Both sides know the same names once
// the proofs have been given, because the proofs cover them.
struct ContextNames {
  std::wstring user;
  std::wstring domain;
  std::wstring target;
};

inline std::wstring QualifiedUser(const std::wstring& domain, const std::wstring& user) {
  return domain.empty() ? user : domain + L'\\' + user;
}

}  // namespace handoff_reference
