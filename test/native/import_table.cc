#include "import_table.h"

#include <windows.h>

#include <cstring>

namespace win32_probe {
namespace {

bool ReplaceEntry(ULONG_PTR* entry, const void* function) {
  DWORD protection = 0;
  if (!VirtualProtect(entry, sizeof(*entry), PAGE_READWRITE, &protection)) return false;
  *entry = reinterpret_cast<ULONG_PTR>(function);
  return VirtualProtect(entry, sizeof(*entry), protection, &protection) != FALSE;
}

}  // namespace

std::size_t ReplaceImports(const wchar_t* module_name, const std::vector<Replacement>& by) {
  auto* base = reinterpret_cast<BYTE*>(GetModuleHandleW(module_name));
  if (base == nullptr) return 0;
  const auto* dos = reinterpret_cast<const IMAGE_DOS_HEADER*>(base);
  const auto* nt = reinterpret_cast<const IMAGE_NT_HEADERS*>(base + dos->e_lfanew);
  const IMAGE_DATA_DIRECTORY& directory =
      nt->OptionalHeader.DataDirectory[IMAGE_DIRECTORY_ENTRY_IMPORT];

  std::size_t replaced = 0;
  auto* library = reinterpret_cast<IMAGE_IMPORT_DESCRIPTOR*>(base + directory.VirtualAddress);
  for (; library->Name != 0; ++library) {
    const auto* names =
        reinterpret_cast<const IMAGE_THUNK_DATA*>(base + library->OriginalFirstThunk);
    auto* entries = reinterpret_cast<IMAGE_THUNK_DATA*>(base + library->FirstThunk);
    for (; names->u1.AddressOfData != 0; ++names, ++entries) {
      if (IMAGE_SNAP_BY_ORDINAL(names->u1.Ordinal)) continue;
      const auto* import =
          reinterpret_cast<const IMAGE_IMPORT_BY_NAME*>(base + names->u1.AddressOfData);
      for (const Replacement& replacement : by) {
        const auto* name = reinterpret_cast<const char*>(import->Name);
        if (std::strcmp(replacement.name, name) != 0) continue;
        if (ReplaceEntry(&entries->u1.Function, replacement.function)) ++replaced;
      }
    }
  }
  return replaced;
}

}  // namespace win32_probe
