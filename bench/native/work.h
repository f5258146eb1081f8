#pragma once

#include <windows.h>

#include <security.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace bench {

// The parties of a handshake. With a password they use HandoffReference, without one the current
// user.
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

inline std::vector<BYTE> MessageOf(std::uint32_t size) {
  std::vector<BYTE> message(size);
  for (std::uint32_t i = 0; i < size; ++i) message[i] = static_cast<BYTE>(i * 7);
  return message;
}

// Each function repeats a piece of work `iterations` times, throws if the result is wrong, and
// returns the time in nanoseconds. Set-up and checks are not timed.

// Calls Secur32 directly: the limit for any binding.
namespace bare {
double ExportImport(const Parties& parties, std::uint32_t iterations);
double EncryptDecrypt(const Parties& parties, std::uint32_t iterations, std::uint32_t size);
double SignVerify(const Parties& parties, std::uint32_t iterations, std::uint32_t size);
double ShakeHands(const Parties& parties, std::uint32_t iterations);
double Enumerate(std::uint32_t iterations);
}  // namespace bare

// Uses the classes of native/sspi, on which the addon is built.
namespace classes {
double ExportImport(const Parties& parties, std::uint32_t iterations);
double EncryptDecrypt(const Parties& parties, std::uint32_t iterations, std::uint32_t size);
double SignVerify(const Parties& parties, std::uint32_t iterations, std::uint32_t size);
double ShakeHands(const Parties& parties, std::uint32_t iterations);
double Enumerate(std::uint32_t iterations);
}  // namespace classes

}  // namespace bench
