#pragma once

#include <windows.h>

#include "windows/result.h"
#include "windows/unique_handle.h"

namespace windows {

// Another process of this computer, opened with PROCESS_DUP_HANDLE alone.
class Process {
 public:
  static Result<Process> Open(DWORD pid);

  // Makes a handle of `source`'s object in that process, with exactly `access`, and gives its value
  // there. From then on only that process can close it.
  Result<HANDLE> DuplicateInto(HANDLE source, ACCESS_MASK access) const;

 private:
  explicit Process(UniqueHandle handle) : handle_(std::move(handle)) {}

  UniqueHandle handle_;
};

}  // namespace windows
