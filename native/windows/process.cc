#include "windows/process.h"

#include "windows/same_object.h"

namespace windows {
namespace {

// OpenProcess returns this error for a pid without a process.
Failure NotRunning() { return Win32Failure("OpenProcess", ERROR_INVALID_PARAMETER); }

// Returns zero if the time is unknown.
std::uint64_t StartTimeOf(HANDLE process) {
  FILETIME created{}, exited{}, in_kernel{}, in_user{};
  if (!GetProcessTimes(process, &created, &exited, &in_kernel, &in_user)) return 0;
  return (std::uint64_t{created.dwHighDateTime} << 32) | created.dwLowDateTime;
}

}  // namespace

Result<Process> Process::Open(DWORD pid, DWORD access) {
  UniqueHandle handle(OpenProcess(access, FALSE, pid));
  if (!handle) return Win32Failure("OpenProcess");
  return Process(std::move(handle), pid);
}

Result<Process> Process::OpenRunning(DWORD pid) {
  auto process = Open(pid, PROCESS_DUP_HANDLE | SYNCHRONIZE);
  if (process.ok() && process.value().HasExited()) return NotRunning();
  return process;
}

Result<Process> Process::OpenParent(DWORD pid) {
  auto parent = Open(pid, PROCESS_DUP_HANDLE | SYNCHRONIZE | PROCESS_QUERY_LIMITED_INFORMATION);
  if (!parent.ok()) return parent;
  const std::uint64_t start_time = StartTimeOf(parent.value().get());
  if (start_time == 0 || start_time > StartTimeOfThisProcess() || parent.value().HasExited()) {
    return NotRunning();
  }
  return parent;
}

Result<HANDLE> Process::DuplicateInto(HANDLE source, ACCESS_MASK access) const {
  HANDLE duplicate = nullptr;
  if (!DuplicateHandle(GetCurrentProcess(), source, handle_.get(), &duplicate, access, FALSE, 0)) {
    return Win32Failure("DuplicateHandle");
  }
  return duplicate;
}

void Process::CloseThere(HANDLE value, HANDLE ours) const {
  UniqueHandle copy;
  if (!DuplicateHandle(handle_.get(), value, GetCurrentProcess(), copy.Receive(), 0, FALSE,
                       DUPLICATE_SAME_ACCESS) ||
      !IsSameObject(copy.get(), ours)) {
    return;
  }
  // Passes a target process, because Wine refuses DUPLICATE_CLOSE_SOURCE without one.
  UniqueHandle pulled;
  DuplicateHandle(handle_.get(), value, GetCurrentProcess(), pulled.Receive(), 0, FALSE,
                  DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE);
}

std::uint64_t StartTimeOfThisProcess() {
  static const std::uint64_t start_time = StartTimeOf(GetCurrentProcess());
  return start_time;
}

}  // namespace windows
