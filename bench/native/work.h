#pragma once

#include <windows.h>

#include <security.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace bench {

// Who shakes hands with whom. With a password it is HandoffReference's; without, the current user.
struct Parties {
  std::wstring package_name;
  std::wstring target_name;
  std::wstring user;
  std::wstring password;
};

// The addon's defaults, which every contestant asks for.
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

inline std::vector<BYTE> MessageOf(std::uint32_t size) {
  std::vector<BYTE> message(size);
  for (std::uint32_t i = 0; i < size; ++i) message[i] = static_cast<BYTE>(i * 7);
  return message;
}

// Each does a piece of work `iterations` times, throws unless what came of it is right, and gives
// the time in nanoseconds; what has to be there before and is checked afterwards is not timed.

// Straight against Secur32: the limit of what any binding can reach.
namespace bare {
double ExportImport(const Parties& parties, std::uint32_t iterations);
double EncryptDecrypt(const Parties& parties, std::uint32_t iterations, std::uint32_t size);
double SignVerify(const Parties& parties, std::uint32_t iterations, std::uint32_t size);
double ShakeHands(const Parties& parties, std::uint32_t iterations);
double Enumerate(std::uint32_t iterations);
}  // namespace bare

// With the classes of native/sspi, which the addon is made of.
namespace classes {
double ExportImport(const Parties& parties, std::uint32_t iterations);
double EncryptDecrypt(const Parties& parties, std::uint32_t iterations, std::uint32_t size);
double SignVerify(const Parties& parties, std::uint32_t iterations, std::uint32_t size);
double ShakeHands(const Parties& parties, std::uint32_t iterations);
double Enumerate(std::uint32_t iterations);
}  // namespace classes

}  // namespace bench
