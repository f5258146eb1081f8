#include "observed_calls.h"

#include <map>
#include <mutex>

namespace win32_probe {
namespace {

// Protects the variables below, because calls also come from pool threads.
std::mutex mutex;
std::vector<ObservedCall> observed_calls;
std::map<std::string, DWORD> delays;

}  // namespace

void Observe(const char* name, Details details) {
  const std::lock_guard<std::mutex> lock(mutex);
  observed_calls.push_back({name, std::move(details)});
}

void WaitBefore(const char* name) {
  DWORD milliseconds = 0;
  {
    const std::lock_guard<std::mutex> lock(mutex);
    const auto delay = delays.find(name);
    if (delay != delays.end()) milliseconds = delay->second;
  }
  if (milliseconds != 0) Sleep(milliseconds);
}

std::vector<ObservedCall> TakeObservedCalls() {
  const std::lock_guard<std::mutex> lock(mutex);
  return std::exchange(observed_calls, {});
}

void DelayCalls(const std::string& function_name, DWORD milliseconds) {
  const std::lock_guard<std::mutex> lock(mutex);
  delays[function_name] = milliseconds;
}

}  // namespace win32_probe
