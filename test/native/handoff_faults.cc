// The effects of the fault build at a step of a transfer (native/handoff/step.h). An environment
// variable selects them, which Node's process.env can set at any time. "end claimed" ends the
// process at that step, and "fail claimed" takes its memory. "stop claimed" sets the event
// sspi-handoff-stopped-PID and waits for sspi-handoff-go-on-PID. Several faults are separated by
// commas. Each applies after the previous one has happened.

#include <windows.h>

#include <algorithm>
#include <array>
#include <new>
#include <string>

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

const wchar_t* NameOf(Step step) { return kNames[static_cast<std::size_t>(step)]; }

std::wstring Faults() {
  std::array<wchar_t, 256> value{};
  const DWORD length =
      GetEnvironmentVariableW(kVariable, value.data(), static_cast<DWORD>(value.size()));
  return {value.data(), length};
}

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
  const std::wstring faults = Faults();
  const std::size_t space = faults.find(L' ');
  const std::size_t end = std::min(faults.find(L','), faults.size());
  if (space >= end || faults.substr(space + 1, end - space - 1) != NameOf(step)) return;

  const std::wstring action = faults.substr(0, space);
  SetEnvironmentVariableW(kVariable, faults.substr(std::min(end + 1, faults.size())).c_str());
  if (action == L"end") TerminateProcess(GetCurrentProcess(), kExitCode);
  if (action == L"stop") Stop();
  if (action == L"fail") throw std::bad_alloc();
}

}  // namespace handoff
