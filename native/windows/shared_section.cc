#include "windows/shared_section.h"

#include <psapi.h>

#include <cstdint>

namespace windows {

Result<SectionView> SectionView::MapOwn(HANDLE section, std::size_t size) {
  void* memory = MapViewOfFile(section, FILE_MAP_READ | FILE_MAP_WRITE, 0, 0, size);
  if (memory == nullptr) return Win32Failure("MapViewOfFile");
  return SectionView(static_cast<std::byte*>(memory), size);
}

Result<SectionView> SectionView::Map(HANDLE section) {
  void* memory = MapViewOfFile(section, FILE_MAP_READ | FILE_MAP_WRITE, 0, 0, 0);
  if (memory == nullptr) return Win32Failure("MapViewOfFile");
  SectionView view(static_cast<std::byte*>(memory), 0);

  MEMORY_BASIC_INFORMATION region{};
  if (VirtualQuery(memory, &region, sizeof(region)) == 0) return Win32Failure("VirtualQuery");
  wchar_t file[2];
  const bool is_file = K32GetMappedFileNameW(GetCurrentProcess(), memory, file, 2) != 0 ||
                       GetLastError() == ERROR_INSUFFICIENT_BUFFER ||
                       GetLastError() == ERROR_MORE_DATA;
  if (region.State != MEM_COMMIT || region.Type != MEM_MAPPED || region.Protect != PAGE_READWRITE ||
      is_file) {
    return Win32Failure("MapViewOfFile", ERROR_INVALID_HANDLE);
  }
  view.size_ = region.RegionSize;
  return view;
}

Result<SharedSection> SharedSection::Create(std::size_t size) {
  const auto wide = std::uint64_t{size};
  UniqueHandle handle(CreateFileMappingW(INVALID_HANDLE_VALUE, nullptr, PAGE_READWRITE,
                                         static_cast<DWORD>(wide >> 32),
                                         static_cast<DWORD>(wide & 0xFFFFFFFF), nullptr));
  if (!handle) return Win32Failure("CreateFileMappingW");
  auto view = SectionView::MapOwn(handle.get(), size);
  if (!view.ok()) return view.failure();
  return SharedSection(std::move(handle), std::move(view.value()));
}

}  // namespace windows
