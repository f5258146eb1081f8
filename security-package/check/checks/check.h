#pragma once

#include <string>
#include <vector>

#include "options.h"
#include "package/dll_package.h"
#include "verdict.h"

namespace check_package {

struct Subject {
  Package& package;
  const DllPackage* dll;  // NULL when the package is tested through secur32
  const Options& options;
};

// One statement of the contract. `run` returns details about a package that honours it, or throws
// CheckEnded.
struct Check {
  const char* id = nullptr;
  const char* title = nullptr;
  std::string (*run)(const Subject& subject) = nullptr;
  bool dll_only = false;
};

// The checks of each file, in the order of the report.
std::vector<Check> ExportChecks();
std::vector<Check> RefusalChecks();
std::vector<Check> OwnershipChecks();
std::vector<Check> ImportChecks();
std::vector<Check> RacingChecks();
std::vector<Check> TableChecks();

// Returns all checks that are possible with this access to the package.
std::vector<Check> ChecksFor(const Options& options);

}  // namespace check_package
