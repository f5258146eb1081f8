#pragma once

#include <string>

#include "checks/check.h"
#include "options.h"
#include "verdict.h"

namespace check_package {

// Prints the result: a table whose rows appear as the checks end, or one JSON object.
class Report {
 public:
  Report(const Options& options, std::string package_name);

  void Add(const Check& check, const Finding& finding);
  void End();

  // Returns whether all statements are honoured, apart from those that were left out.
  bool is_green() const;

 private:
  unsigned CountOf(Verdict verdict) const { return counts_[static_cast<std::size_t>(verdict)]; }

  const Options& options_;
  std::string package_name_;
  std::string rows_;  // of JSON
  unsigned counts_[5] = {};
};

std::string Utf8(const std::wstring& text);

}  // namespace check_package
