#pragma once

#include <windows.h>

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace win32_probe {

using Detail = std::variant<std::uint64_t, std::wstring>;
using Details = std::vector<std::pair<const char*, Detail>>;

// One call from the watched module to Windows, with the details that the tests need.
struct ObservedCall {
  std::string name;
  Details details;
};

// Records a call with its details. The replacements of Windows functions call it.
void Observe(const char* name, Details details);

// Waits for the time that DelayCalls has set, and until ReleaseCalls() if HoldCalls() names the
// function.
void WaitBefore(const char* name);

inline std::uint64_t Address(const void* pointer) {
  return reinterpret_cast<std::uintptr_t>(pointer);
}

// Returns the calls since the last call of this function, in their order.
std::vector<ObservedCall> TakeObservedCalls();

// Makes each later call of the function wait before it reaches Windows.
void DelayCalls(const std::string& function_name, DWORD milliseconds);

// Makes each later call of this one function wait before it reaches Windows, until ReleaseCalls().
void HoldCalls(const std::string& function_name);
void ReleaseCalls();
DWORD CountHeldCalls();

}  // namespace win32_probe
