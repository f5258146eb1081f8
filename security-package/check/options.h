#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <vector>

#include "windows_headers.h"

namespace check_package {

// The command line.
struct Options {
  std::wstring package;  // by name, through secur32
  std::wstring dll;      // by its file, through SECPKG_USER_FUNCTION_TABLE
  std::wstring user;     // if empty, the package uses the credentials of the current user
  std::wstring domain;
  std::wstring password;
  std::wstring target;
  std::wstring later_version;  // a file
  std::uint32_t mutations = 100'000;
  std::uint32_t seed = 1;
  std::uint32_t timeout_seconds = 120;
  std::vector<std::string> only;  // the ids of checks; if empty, all checks run
  bool json = false;

  // Internal options, with which this program starts itself once for each check.
  std::string check;
  HANDLE report = nullptr;
  HANDLE packed_context = nullptr;
};

// Throws UsageError.
Options ReadCommandLine(int count, const wchar_t* const* arguments);

class UsageError : public std::exception {
 public:
  explicit UsageError(std::string message) : message_(std::move(message)) {}
  const char* what() const noexcept override { return message_.c_str(); }

 private:
  std::string message_;
};

extern const char kUsage[];

// The identity for acquiring credentials, or NULL if there is no user.
class Identity {
 public:
  explicit Identity(const Options& options);
  void* get() { return options_.user.empty() ? nullptr : &identity_; }

 private:
  const Options& options_;
  SEC_WINNT_AUTH_IDENTITY_W identity_{};
};

}  // namespace check_package
