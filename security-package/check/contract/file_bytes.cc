#include "contract/file_bytes.h"

#include "verdict.h"

namespace check_package {

Bytes ReadFileBytes(const std::wstring& path) {
  const HANDLE file = CreateFileW(path.c_str(), GENERIC_READ, FILE_SHARE_READ, nullptr,
                                  OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr);
  if (file == INVALID_HANDLE_VALUE) {
    throw NotTested("the file cannot be opened: error " + std::to_string(GetLastError()));
  }
  Bytes bytes(GetFileSize(file, nullptr));
  DWORD size = 0;
  const BOOL read = ReadFile(file, bytes.data(), static_cast<DWORD>(bytes.size()), &size, nullptr);
  CloseHandle(file);
  if (!read || size != bytes.size()) throw NotTested("the file cannot be read");
  return bytes;
}

}  // namespace check_package
