#pragma once

#include <windows.h>

#include <security.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace bench {

// The two sides of a handshake. An empty user means the current one. bench/parties.ts has the same
// type.
struct Parties {
  std::wstring package_name;
  std::wstring target_name;
  std::wstring user;
  std::wstring password;
};

// The addon's default flags, which every contestant requests.
constexpr ULONG kClientRequirements = ISC_REQ_MUTUAL_AUTH | ISC_REQ_REPLAY_DETECT |
                                      ISC_REQ_SEQUENCE_DETECT | ISC_REQ_CONFIDENTIALITY |
                                      ISC_REQ_INTEGRITY;
constexpr ULONG kServerRequirements =
    ASC_REQ_REPLAY_DETECT | ASC_REQ_SEQUENCE_DETECT | ASC_REQ_CONFIDENTIALITY | ASC_REQ_INTEGRITY;

inline void Require(bool is_so, const char* what) {
  if (!is_so) throw std::runtime_error(what);
}
inline void RequireOk(SECURITY_STATUS status, const char* call) {
  Require(status == SEC_E_OK, call);
}

inline ULONG SizeOf(const std::vector<BYTE>& bytes) { return static_cast<ULONG>(bytes.size()); }

}  // namespace bench
