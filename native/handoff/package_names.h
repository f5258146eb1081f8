#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace handoff {

// The names of the security package of a context, which travel with it.
struct PackageNames {
  std::wstring to_import;         // the name for ImportSecurityContext
  std::wstring package_info;      // from SECPKG_ATTR_PACKAGE_INFO
  std::wstring negotiation_info;  // from SECPKG_ATTR_NEGOTIATION_INFO; empty for none

  // The names in the transfer record, separated by NUL. Empty without a name to import with.
  std::wstring Joined() const;
  std::size_t joined_bytes() const { return Joined().size() * sizeof(wchar_t); }

  // Returns nothing unless the text consists of three names. Only the last one may be empty.
  static std::optional<PackageNames> Split(const std::wstring& joined);
};

}  // namespace handoff
