#pragma once

#include <windows.h>

#include <cstdint>

#include "windows/result.h"
#include "windows/unique_handle.h"

namespace windows {

// Another process of this computer. Windows gives the pid of an exited process to a new process.
// The handle prevents that while this object lives.
class Process {
 public:
  static Result<Process> Open(DWORD pid, DWORD access = PROCESS_DUP_HANDLE);

  // Also refuses an exited process whose pid is still reserved by an open handle.
  static Result<Process> OpenRunning(DWORD pid);

  // Opens the process that started this one. If it has exited, another process may have its pid.
  // Such a process is younger than this one, and is refused like a process that does not run.
  static Result<Process> OpenParent(DWORD pid);

  HANDLE get() const { return handle_.get(); }
  DWORD pid() const { return pid_; }

  // Creates a handle to `source`'s object in that process, with exactly `access`, and returns its
  // value there. From then on that process and CloseThere can close it.
  Result<HANDLE> DuplicateInto(HANDLE source, ACCESS_MASK access) const;

  // Closes a handle in that process if it still names the object that `ours` names. If the process
  // has closed the handle, the value may name another object. Does nothing if the process has
  // exited.
  void CloseThere(HANDLE value, HANDLE ours) const;

  // Needs SYNCHRONIZE.
  bool HasExited(DWORD within_milliseconds = 0) const {
    return WaitForSingleObject(handle_.get(), within_milliseconds) == WAIT_OBJECT_0;
  }

 private:
  Process(UniqueHandle handle, DWORD pid) : handle_(std::move(handle)), pid_(pid) {}

  UniqueHandle handle_;
  DWORD pid_;
};

// The start time of this process as a FILETIME. Together with its pid it identifies the process for
// ever.
std::uint64_t StartTimeOfThisProcess();

}  // namespace windows
