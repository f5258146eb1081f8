#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "sspi/context_buffer.h"
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

// The security packages of this computer, in memory that SSPI allocated.
class PackageList {
 public:
  PackageList(SecPkgInfoW* packages, std::size_t count) : memory_(packages), count_(count) {}

  const SecPkgInfoW* begin() const { return static_cast<const SecPkgInfoW*>(memory_.get()); }
  const SecPkgInfoW* end() const { return begin() + count_; }

 private:
  ContextBuffer memory_;
  std::size_t count_;
};

Result<PackageList> EnumeratePackages();
Result<SecurityPackage> QueryPackage(const std::wstring& name);

}  // namespace sspi
