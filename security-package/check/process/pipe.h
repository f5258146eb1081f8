#pragma once

#include "package/package.h"
#include "process/unique_handle.h"

namespace check_package {

// An anonymous pipe. Only the end that a child is to have can be inherited.
struct Pipe {
  enum class ForChild { kReadEnd, kWriteEnd };
  explicit Pipe(ForChild inheritable);

  UniqueHandle read_end;
  UniqueHandle write_end;
};

// To the end of the pipe, which comes when the last writer has closed its end.
Bytes ReadAll(HANDLE pipe);
// What nobody reads any more is not written, and that is no error: the reader's end tells of
// itself.
void WriteAll(HANDLE pipe, const Bytes& bytes);

}  // namespace check_package
