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

// One call that the watched module made to Windows, and what the tests want to know of it.
struct ObservedCall {
  std::string name;
  Details details;
};

// For the functions that take the place of Windows': the call is made, with these details.
void Observe(const char* name, Details details);

// Waits as long as DelayCalls has asked for.
void WaitBefore(const char* name);

inline std::uint64_t Address(const void* pointer) {
  return reinterpret_cast<std::uintptr_t>(pointer);
}

// The calls since the last time, in their order.
std::vector<ObservedCall> TakeObservedCalls();

// Makes each later call of the function wait before it reaches Windows.
void DelayCalls(const std::string& function_name, DWORD milliseconds);

}  // namespace win32_probe
