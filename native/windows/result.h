#pragma once

#include <windows.h>

#include <cstdint>
#include <utility>
#include <variant>

namespace windows {

// A failed system call: its name and its status.
struct Failure {
  enum class Kind { kWin32Error, kSecurityStatus };

  Kind kind;
  std::uint32_t code;
  const char* call;
};

inline Failure Win32Failure(const char* call, DWORD error = GetLastError()) {
  return {Failure::Kind::kWin32Error, error, call};
}

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : outcome_(std::in_place_index<0>, std::move(value)) {}
  Result(Failure failure) : outcome_(std::in_place_index<1>, failure) {}

  bool ok() const { return outcome_.index() == 0; }
  T& value() { return std::get<0>(outcome_); }
  const Failure& failure() const { return std::get<1>(outcome_); }

 private:
  std::variant<T, Failure> outcome_;
};

}  // namespace windows
