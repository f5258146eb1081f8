#pragma once

#include <exception>
#include <string>
#include <utility>

namespace check_package {

enum class Verdict { kHonoured, kNotHonoured, kNotSupported, kNotTested, kLeftOut };

// The result of a check, with details for the author of the package.
struct Finding {
  Verdict verdict;
  std::string detail;
};

// Ends a check at any depth with a verdict. A check that honours the statement returns normally.
class CheckEnded : public std::exception {
 public:
  explicit CheckEnded(Finding finding) : finding_(std::move(finding)) {}

  const Finding& finding() const { return finding_; }
  const char* what() const noexcept override { return finding_.detail.c_str(); }

 private:
  Finding finding_;
};

// The package does something that the contract forbids, or fails where it must succeed.
class Violation : public CheckEnded {
 public:
  explicit Violation(std::string detail) : CheckEnded({Verdict::kNotHonoured, std::move(detail)}) {}
};

// The package reports that it has no such function.
class NotSupported : public CheckEnded {
 public:
  explicit NotSupported(std::string detail)
      : CheckEnded({Verdict::kNotSupported, std::move(detail)}) {}
};

// A precondition of the check failed.
class NotTested : public CheckEnded {
 public:
  explicit NotTested(std::string detail) : CheckEnded({Verdict::kNotTested, std::move(detail)}) {}
};

// There is nothing to test, because the package lacks the feature or an option is missing.
class LeftOut : public CheckEnded {
 public:
  explicit LeftOut(std::string detail) : CheckEnded({Verdict::kLeftOut, std::move(detail)}) {}
};

inline const char* NameOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kHonoured:
      return "honoured";
    case Verdict::kNotHonoured:
      return "not honoured";
    case Verdict::kNotSupported:
      return "not supported";
    case Verdict::kNotTested:
      return "not tested";
    case Verdict::kLeftOut:
      break;
  }
  return "left out";
}

}  // namespace check_package
