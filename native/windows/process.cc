#include "windows/process.h"

namespace windows {

Result<Process> Process::Open(DWORD pid) {
  UniqueHandle handle(OpenProcess(PROCESS_DUP_HANDLE, FALSE, pid));
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

}  // namespace windows
