#include "checks/check.h"

#include <algorithm>

namespace check_package {

std::vector<Check> ChecksFor(const Options& options) {
  std::vector<Check> checks;
  for (auto* group :
       {TableChecks, ExportChecks, RefusalChecks, OwnershipChecks, RacingChecks, ImportChecks}) {
    for (const Check& check : group()) {
      if (check.dll_only && options.dll.empty()) continue;
      checks.push_back(check);
    }
  }
  return checks;
}

}  // namespace check_package
