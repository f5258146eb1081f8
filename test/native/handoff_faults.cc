// What the fault build does at a step of a transfer (native/handoff/step.h), when the environment
// variable says so: "end claimed" ends the process there, "fail claimed" takes its memory, "stop
// claimed" tells the event sspi-handoff-stopped-PID and waits for sspi-handoff-go-on-PID, both made
// by the test. Node's process.env sets the variable at any time; it is good for one step.

#include <windows.h>

#include <array>
#include <new>
#include <string>
#include <string_view>

#include "handoff/step.h"
#include "windows/unique_handle.h"

namespace handoff {
namespace {

constexpr const wchar_t* kVariable = L"SSPI_HANDOFF_FAULT";
constexpr UINT kExitCode = 86;

constexpr std::array kNames{
    L"receiver-opened",
    L"exported",
    L"record-written",
    L"token-duplicated",
    L"event-duplicated",
    L"section-duplicated",
    L"offered",
    L"watching",
    L"adoption-seen",
    L"rejection-seen",
    L"withdrawing",
    L"withdrawn",
    L"token-pulled",
    L"event-pulled",
    L"section-pulled",
    L"reimporting",
    L"reimported",
    L"mapped",
    L"read",
    L"claimed",
    L"token-taken",
    L"imported",
    L"adopted",
    L"wiped",
    L"rejecting",
    L"rejected",
    L"event-set",
};
static_assert(kNames.size() == static_cast<std::size_t>(Step::kEventSet) + 1);

windows::UniqueHandle OpenTestEvent(const wchar_t* purpose) {
  const std::wstring name =
      std::wstring(L"sspi-handoff-") + purpose + L"-" + std::to_wstring(GetCurrentProcessId());
  return windows::UniqueHandle(OpenEventW(SYNCHRONIZE | EVENT_MODIFY_STATE, FALSE, name.c_str()));
}

void Stop() {
  const auto stopped = OpenTestEvent(L"stopped");
  const auto go_on = OpenTestEvent(L"go-on");
  SetEvent(stopped.get());
  WaitForSingleObject(go_on.get(), INFINITE);
}

}  // namespace

void Reached(Step step) {
  std::array<wchar_t, 64> value{};
  const DWORD length =
      GetEnvironmentVariableW(kVariable, value.data(), static_cast<DWORD>(value.size()));
  const std::wstring_view fault(value.data(), length);
  const std::size_t space = fault.find(L' ');
  if (space == fault.npos || fault.substr(space + 1) != kNames[static_cast<std::size_t>(step)]) {
    return;
  }
  SetEnvironmentVariableW(kVariable, nullptr);
  const std::wstring_view action = fault.substr(0, space);
  if (action == L"end") TerminateProcess(GetCurrentProcess(), kExitCode);
  if (action == L"stop") Stop();
  if (action == L"fail") throw std::bad_alloc();
}

}  // namespace handoff
