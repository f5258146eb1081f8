#include "import_table.h"

#include <cstring>

namespace win32_probe {

bool Import::ReplaceBy(const void* function) const {
  DWORD protection = 0;
  if (!VirtualProtect(entry, sizeof(*entry), PAGE_READWRITE, &protection)) return false;
  *entry = reinterpret_cast<ULONG_PTR>(function);
  return VirtualProtect(entry, sizeof(*entry), protection, &protection) != FALSE;
}

std::vector<Import> ImportsOf(HMODULE module) {
  std::vector<Import> imports;
  auto* base = reinterpret_cast<BYTE*>(module);
  if (base == nullptr) return imports;
  const auto* dos = reinterpret_cast<const IMAGE_DOS_HEADER*>(base);
  const auto* nt = reinterpret_cast<const IMAGE_NT_HEADERS*>(base + dos->e_lfanew);
  const IMAGE_DATA_DIRECTORY& directory =
      nt->OptionalHeader.DataDirectory[IMAGE_DIRECTORY_ENTRY_IMPORT];

  if (directory.Size == 0) return imports;
  auto* library = reinterpret_cast<IMAGE_IMPORT_DESCRIPTOR*>(base + directory.VirtualAddress);
  for (; library->Name != 0; ++library) {
    if (library->OriginalFirstThunk == 0) continue;
    const auto* names =
        reinterpret_cast<const IMAGE_THUNK_DATA*>(base + library->OriginalFirstThunk);
    auto* entries = reinterpret_cast<IMAGE_THUNK_DATA*>(base + library->FirstThunk);
    for (; names->u1.AddressOfData != 0; ++names, ++entries) {
      if (IMAGE_SNAP_BY_ORDINAL(names->u1.Ordinal)) continue;
      const auto* by_name =
          reinterpret_cast<const IMAGE_IMPORT_BY_NAME*>(base + names->u1.AddressOfData);
      imports.push_back({reinterpret_cast<const char*>(by_name->Name), &entries->u1.Function});
    }
  }
  return imports;
}

std::vector<std::string> ReplaceImports(const wchar_t* module_name,
                                        const std::vector<Replacement>& by) {
  const std::vector<Import> imports = ImportsOf(GetModuleHandleW(module_name));
  std::vector<std::string> missing;
  for (const auto& [name, function] : by) {
    bool is_replaced = false;
    for (const Import& import : imports) {
      if (std::strcmp(name, import.name) == 0) is_replaced |= import.ReplaceBy(function);
    }
    if (!is_replaced) missing.emplace_back(name);
  }
  return missing;
}

}  // namespace win32_probe
