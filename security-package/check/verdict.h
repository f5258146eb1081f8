#pragma once

#include <exception>
#include <string>
#include <utility>

namespace check_package {

enum class Verdict { kHonoured, kNotHonoured, kNotSupported, kNotTested, kLeftOut };

// What a check came to, and what an author of the package wants to know of it.
struct Finding {
  Verdict verdict;
  std::string detail;
};

// How a check ends that does not simply return: wherever in it the verdict becomes clear.
class CheckEnded : public std::exception {
 public:
  explicit CheckEnded(Finding finding) : finding_(std::move(finding)) {}

  const Finding& finding() const { return finding_; }
  const char* what() const noexcept override { return finding_.detail.c_str(); }

 private:
  Finding finding_;
};

// The package does what the contract forbids, or fails where it has to succeed.
class Violation : public CheckEnded {
 public:
  explicit Violation(std::string detail) : CheckEnded({Verdict::kNotHonoured, std::move(detail)}) {}
};

// The package says itself that it has no such function.
class NotSupported : public CheckEnded {
 public:
  explicit NotSupported(std::string detail)
      : CheckEnded({Verdict::kNotSupported, std::move(detail)}) {}
};

// What the check needs could not be had.
class NotTested : public CheckEnded {
 public:
  explicit NotTested(std::string detail) : CheckEnded({Verdict::kNotTested, std::move(detail)}) {}
};

// There is nothing to test: the package has not what the statement is about, or nobody asked.
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
