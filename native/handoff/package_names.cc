#include "handoff/package_names.h"

namespace handoff {

std::wstring PackageNames::Joined() const {
  if (to_import.empty()) return {};
  return to_import + L'\0' + package_info + L'\0' + negotiation_info;
}

std::optional<PackageNames> PackageNames::Split(const std::wstring& joined) {
  constexpr auto kNone = std::wstring::npos;
  const std::size_t first = joined.find(L'\0');
  if (first == 0 || first == kNone) return std::nullopt;
  const std::size_t second = joined.find(L'\0', first + 1);
  if (second == first + 1 || second == kNone) return std::nullopt;
  // A NUL inside would end the name when it is used, but not when it is shown.
  if (joined.find(L'\0', second + 1) != kNone) return std::nullopt;
  return PackageNames{joined.substr(0, first), joined.substr(first + 1, second - first - 1),
                      joined.substr(second + 1)};
}

}  // namespace handoff
