#pragma once

#include "package/package.h"
#include "process/unique_handle.h"

namespace check_package {

// An anonymous pipe. A child can inherit only its own end.
struct Pipe {
  enum class ForChild { kReadEnd, kWriteEnd };
  explicit Pipe(ForChild inheritable);

  UniqueHandle read_end;
  UniqueHandle write_end;
};

// Reads to the end of the pipe, when the last writer has closed its end.
Bytes ReadAll(HANDLE pipe);
// Ignores the error if the reader is gone, because its exit code shows that.
void WriteAll(HANDLE pipe, const Bytes& bytes);

}  // namespace check_package
