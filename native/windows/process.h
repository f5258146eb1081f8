#pragma once

#include <windows.h>

#include <cstdint>

#include "windows/result.h"
#include "windows/unique_handle.h"

namespace windows {

// Another process of this computer. A pid is only a name, which Windows gives to another process
// once it is free: the handle keeps it from being free.
class Process {
 public:
  static Result<Process> Open(DWORD pid, DWORD access = PROCESS_DUP_HANDLE);

  // Also refuses a process that has ended, and whose pid somebody's handle keeps.
  static Result<Process> OpenRunning(DWORD pid);

  // The process that started this one. Its pid outlives it, so that another process may have the
  // pid by now: that one is younger than this process, and is refused as one that does not run.
  static Result<Process> OpenParent(DWORD pid);

  HANDLE get() const { return handle_.get(); }
  DWORD pid() const { return pid_; }

  // Makes a handle of `source`'s object in that process, with exactly `access`, and gives its value
  // there. From then on that process can close it, and so can CloseThere.
  Result<HANDLE> DuplicateInto(HANDLE source, ACCESS_MASK access) const;

  // Closes a handle in that process, if it still names the object that `ours` names: a value that
  // was closed there may have become somebody else's. Of a process that has ended nothing is left.
  void CloseThere(HANDLE value, HANDLE ours) const;

  // Needs SYNCHRONIZE.
  bool HasExited() const { return WaitForSingleObject(handle_.get(), 0) == WAIT_OBJECT_0; }

 private:
  Process(UniqueHandle handle, DWORD pid) : handle_(std::move(handle)), pid_(pid) {}

  UniqueHandle handle_;
  DWORD pid_;
};

// When this process was started, as a FILETIME: with its id it names it for good.
std::uint64_t StartTimeOfThisProcess();

}  // namespace windows
