#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sspi/security_status.h"

namespace sspi {

struct SecurityPackage {
  explicit SecurityPackage(const SecPkgInfoW& info);

  std::wstring name;
  std::wstring comment;
  std::uint32_t capabilities;
  std::uint32_t max_token_size;
  std::uint16_t version;
  std::uint16_t rpc_id;
};

Result<std::vector<SecurityPackage>> EnumeratePackages();
Result<SecurityPackage> QueryPackage(const std::wstring& name);

}  // namespace sspi
