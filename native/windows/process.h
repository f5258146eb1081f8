#pragma once

#include <windows.h>

#include <cstdint>

#include "windows/result.h"
#include "windows/unique_handle.h"

namespace windows {

// Another process of this computer. The handle pins the process id: it is not reused meanwhile.
class Process {
 public:
  static Result<Process> Open(DWORD pid, DWORD access = PROCESS_DUP_HANDLE);

  HANDLE get() const { return handle_.get(); }

  // Makes a handle of `source`'s object in that process, with exactly `access`, and gives its value
  // there. From then on that process can close it, and so can CloseThere.
  Result<HANDLE> DuplicateInto(HANDLE source, ACCESS_MASK access) const;

  // Closes a handle in that process, if it still names the object that `ours` names: a value that
  // was closed there may have become somebody else's. Of a process that has ended nothing is left.
  void CloseThere(HANDLE value, HANDLE ours) const;

  // Needs SYNCHRONIZE.
  bool HasExited() const { return WaitForSingleObject(handle_.get(), 0) == WAIT_OBJECT_0; }

 private:
  explicit Process(UniqueHandle handle) : handle_(std::move(handle)) {}

  UniqueHandle handle_;
};

// When this process was started, as a FILETIME: with its id it names it for good.
std::uint64_t StartTimeOfThisProcess();

}  // namespace windows
