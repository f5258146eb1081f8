#include "process/pipe.h"

#include <stdexcept>

namespace check_package {

namespace {

// The size exceeds every report, so that the writer never waits for its reader.
constexpr DWORD kCapacity = 64 * 1024;

}  // namespace

Pipe::Pipe(ForChild inheritable) {
  HANDLE read = nullptr;
  HANDLE write = nullptr;
  if (!CreatePipe(&read, &write, nullptr, kCapacity)) {
    throw std::runtime_error("CreatePipe: error " + std::to_string(GetLastError()));
  }
  read_end = UniqueHandle(read);
  write_end = UniqueHandle(write);
  const HANDLE for_child = inheritable == ForChild::kReadEnd ? read : write;
  if (!SetHandleInformation(for_child, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT)) {
    throw std::runtime_error("SetHandleInformation: error " + std::to_string(GetLastError()));
  }
}

Bytes ReadAll(HANDLE pipe) {
  Bytes all;
  BYTE chunk[4096];
  DWORD size = 0;
  while (ReadFile(pipe, chunk, sizeof(chunk), &size, nullptr) && size > 0) {
    all.insert(all.end(), chunk, chunk + size);
  }
  return all;
}

void WriteAll(HANDLE pipe, const Bytes& bytes) {
  std::size_t written = 0;
  while (written < bytes.size()) {
    DWORD size = 0;
    const auto rest = static_cast<DWORD>(bytes.size() - written);
    if (!WriteFile(pipe, bytes.data() + written, rest, &size, nullptr)) return;
    written += size;
  }
}

}  // namespace check_package
