#pragma once

#include <string>
#include <vector>

#include "options.h"
#include "package/dll_package.h"
#include "verdict.h"

namespace check_package {

struct Subject {
  Package& package;
  const DllPackage* dll;  // NULL through secur32
  const Options& options;
};

// One statement of the contract. `run` returns what there is to say of a package that honours it,
// or throws CheckEnded.
struct Check {
  const char* id = nullptr;
  const char* title = nullptr;
  std::string (*run)(const Subject& subject) = nullptr;
  bool dll_only = false;
};

// Those of each file, in the order of the report.
std::vector<Check> ExportChecks();
std::vector<Check> RefusalChecks();
std::vector<Check> OwnershipChecks();
std::vector<Check> ImportChecks();
std::vector<Check> RacingChecks();
std::vector<Check> TableChecks();

// All that can be asked of a package that is reached this way.
std::vector<Check> ChecksFor(const Options& options);

}  // namespace check_package
