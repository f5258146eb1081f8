#include "windows/process.h"

#include "windows/same_object.h"

namespace windows {

Result<Process> Process::Open(DWORD pid, DWORD access) {
  UniqueHandle handle(OpenProcess(access, FALSE, pid));
  if (!handle) return Win32Failure("OpenProcess");
  return Process(std::move(handle));
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
  // With a target, because Wine refuses DUPLICATE_CLOSE_SOURCE without one.
  UniqueHandle pulled;
  DuplicateHandle(handle_.get(), value, GetCurrentProcess(), pulled.Receive(), 0, FALSE,
                  DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE);
}

std::uint64_t StartTimeOfThisProcess() {
  static const std::uint64_t start_time = [] {
    FILETIME created{}, exited{}, in_kernel{}, in_user{};
    GetProcessTimes(GetCurrentProcess(), &created, &exited, &in_kernel, &in_user);
    return (std::uint64_t{created.dwHighDateTime} << 32) | created.dwLowDateTime;
  }();
  return start_time;
}

}  // namespace windows
