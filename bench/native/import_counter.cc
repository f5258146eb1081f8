#include "import_counter.h"

#include <cstddef>
#include <new>
#include <stdexcept>
#include <vector>

namespace bench {
namespace {

// In place of each import: count, and go on where the call was to go.
struct Counter {
  BYTE increment[8] = {0xF0, 0x48, 0xFF, 0x05, 0x10, 0, 0, 0};  // lock inc qword [calls]
  BYTE jump[6] = {0xFF, 0x25, 0x12, 0, 0, 0};                   // jmp [function]
  BYTE padding[7] = {};
  volatile LONG64 calls = 0;
  ULONG_PTR function = 0;
  const char* name = nullptr;
};
// The displacements in there count from the end of their instruction.
static_assert(offsetof(Counter, calls) == 8 + 0x10 && offsetof(Counter, function) == 14 + 0x12);

// An import table is the process's, and so is what counts its calls.
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): see above.
std::vector<Counter*> counters;

BYTE* BaseOf(const wchar_t* module_name) {
  auto* base = reinterpret_cast<BYTE*>(GetModuleHandleW(module_name));
  if (base == nullptr) throw std::runtime_error("The module to count for is not loaded");
  return base;
}

void Replace(ULONG_PTR* entry, Counter* counter) {
  DWORD protection = 0;
  VirtualProtect(entry, sizeof(*entry), PAGE_READWRITE, &protection);
  *entry = reinterpret_cast<ULONG_PTR>(counter);
  VirtualProtect(entry, sizeof(*entry), protection, &protection);
}

}  // namespace

void CountImports(const wchar_t* module_name) {
  constexpr std::size_t kMost = 512;
  BYTE* base = BaseOf(module_name);
  auto* room = static_cast<Counter*>(VirtualAlloc(
      nullptr, kMost * sizeof(Counter), MEM_COMMIT | MEM_RESERVE, PAGE_EXECUTE_READWRITE));
  if (room == nullptr) throw std::runtime_error("VirtualAlloc");

  const auto* dos = reinterpret_cast<const IMAGE_DOS_HEADER*>(base);
  const auto* nt = reinterpret_cast<const IMAGE_NT_HEADERS*>(base + dos->e_lfanew);
  const auto& directory = nt->OptionalHeader.DataDirectory[IMAGE_DIRECTORY_ENTRY_IMPORT];
  auto* library = reinterpret_cast<IMAGE_IMPORT_DESCRIPTOR*>(base + directory.VirtualAddress);
  for (; library->Name != 0; ++library) {
    const auto* names =
        reinterpret_cast<const IMAGE_THUNK_DATA*>(base + library->OriginalFirstThunk);
    auto* entries = reinterpret_cast<IMAGE_THUNK_DATA*>(base + library->FirstThunk);
    for (; names->u1.AddressOfData != 0 && counters.size() < kMost; ++names, ++entries) {
      if (IMAGE_SNAP_BY_ORDINAL(names->u1.Ordinal)) continue;
      const auto* import =
          reinterpret_cast<const IMAGE_IMPORT_BY_NAME*>(base + names->u1.AddressOfData);
      // What is no function, a jump would not do for: the C runtime's variables begin so.
      const char* name = reinterpret_cast<const char*>(import->Name);
      if (name[0] == '_') continue;
      auto* counter = new (room + counters.size()) Counter;
      counter->function = entries->u1.Function;
      counter->name = name;
      Replace(&entries->u1.Function, counter);
      counters.push_back(counter);
    }
  }
}

std::map<std::string, std::uint64_t> TakeImportCounts() {
  std::map<std::string, std::uint64_t> counts;
  for (Counter* counter : counters) {
    const LONG64 calls = InterlockedExchange64(&counter->calls, 0);
    if (calls != 0) counts[counter->name] += static_cast<std::uint64_t>(calls);
  }
  return counts;
}

}  // namespace bench
