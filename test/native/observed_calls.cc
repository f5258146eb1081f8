#include "observed_calls.h"

#include <atomic>
#include <map>
#include <mutex>

namespace win32_probe {
namespace {

// Protects the variables below, because calls also come from pool threads.
std::mutex mutex;
std::vector<ObservedCall> observed_calls;
std::map<std::string, DWORD> delays;

std::string held_function;
std::atomic<DWORD> held_calls{0};

// Not a std::condition_variable, because the process may exit while calls wait for it.
HANDLE ReleaseEvent() {
  static const HANDLE event = CreateEventW(nullptr, TRUE, TRUE, nullptr);
  return event;
}

}  // namespace

void Observe(const char* name, Details details) {
  const std::lock_guard<std::mutex> lock(mutex);
  observed_calls.push_back({name, std::move(details)});
}

void WaitBefore(const char* name) {
  DWORD milliseconds = 0;
  bool is_held = false;
  {
    const std::lock_guard<std::mutex> lock(mutex);
    is_held = held_function == name;
    const auto delay = delays.find(name);
    if (delay != delays.end()) milliseconds = delay->second;
  }
  if (milliseconds != 0) Sleep(milliseconds);
  if (!is_held) return;
  ++held_calls;
  WaitForSingleObject(ReleaseEvent(), INFINITE);
  --held_calls;
}

std::vector<ObservedCall> TakeObservedCalls() {
  const std::lock_guard<std::mutex> lock(mutex);
  return std::exchange(observed_calls, {});
}

void DelayCalls(const std::string& function_name, DWORD milliseconds) {
  const std::lock_guard<std::mutex> lock(mutex);
  delays[function_name] = milliseconds;
}

void HoldCalls(const std::string& function_name) {
  const std::lock_guard<std::mutex> lock(mutex);
  held_function = function_name;
  ResetEvent(ReleaseEvent());
}

void ReleaseCalls() {
  const std::lock_guard<std::mutex> lock(mutex);
  held_function.clear();
  SetEvent(ReleaseEvent());
}

DWORD CountHeldCalls() { return held_calls; }

}  // namespace win32_probe
