#include "import_counter.h"

#include <psapi.h>

#include <algorithm>
#include <cstddef>
#include <new>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "import_table.h"

namespace win32_probe {
namespace {

// Code that replaces each import: it counts the call and jumps to the original.
struct Counter {
  BYTE increment[8] = {0xF0, 0x48, 0xFF, 0x05, 0x10, 0, 0, 0};  // lock inc qword [calls]
  BYTE jump[6] = {0xFF, 0x25, 0x12, 0, 0, 0};                   // jmp [function]
  BYTE padding[7] = {};
  volatile LONG64 calls = 0;
  ULONG_PTR function = 0;
  const char* name = nullptr;
};
// The displacements in this code count from the end of their instruction.
static_assert(offsetof(Counter, calls) == 8 + 0x10 && offsetof(Counter, function) == 14 + 0x12);

using Counters = std::vector<Counter*>;

// Global, because an import table belongs to the process.
Counters import_counters;
Counters kernel_counters;

void Count(const std::vector<Import>& imports, Counters& counters) {
  auto* place = static_cast<Counter*>(VirtualAlloc(
      nullptr, imports.size() * sizeof(Counter), MEM_COMMIT | MEM_RESERVE, PAGE_EXECUTE_READWRITE));
  if (place == nullptr) throw std::runtime_error("VirtualAlloc");

  for (const Import& import : imports) {
    auto* counter = new (place++) Counter;
    counter->function = *import.entry;
    counter->name = import.name;
    if (!import.ReplaceBy(counter)) throw std::runtime_error("VirtualProtect");
    counters.push_back(counter);
  }
}

std::map<std::string, std::uint64_t> TakeCounts(const Counters& counters) {
  std::map<std::string, std::uint64_t> counts;
  for (Counter* counter : counters) {
    const LONG64 calls = InterlockedExchange64(&counter->calls, 0);
    if (calls != 0) counts[counter->name] += static_cast<std::uint64_t>(calls);
  }
  return counts;
}

bool IsKernelCall(const Import& import) {
  const std::string_view name = import.name;
  // Wine asks for the time in this way. Windows reads it from memory that all processes share.
  if (name == "NtQuerySystemTime") return false;
  return name.size() > 2 && name.substr(0, 2) == "Nt" && name[2] >= 'A' && name[2] <= 'Z';
}

}  // namespace

void CountImports(const wchar_t* module_name) {
  std::vector<Import> imports = ImportsOf(GetModuleHandleW(module_name));
  // A jump cannot replace an entry that is not a function, such as a variable of the C runtime.
  imports.erase(std::remove_if(imports.begin(), imports.end(),
                               [](const Import& import) { return import.name[0] == '_'; }),
                imports.end());
  if (imports.empty()) throw std::runtime_error("The module to count for is not loaded");
  Count(imports, import_counters);
}

void CountKernelCalls() {
  std::vector<HMODULE> modules(1024);
  DWORD size = 0;
  if (!K32EnumProcessModules(GetCurrentProcess(), modules.data(),
                             static_cast<DWORD>(modules.size() * sizeof(HMODULE)), &size)) {
    throw std::runtime_error("EnumProcessModules");
  }
  modules.resize(std::min(modules.size(), size / sizeof(HMODULE)));
  std::vector<Import> kernel_calls;
  for (HMODULE module : modules) {
    for (const Import& import : ImportsOf(module)) {
      if (IsKernelCall(import)) kernel_calls.push_back(import);
    }
  }
  Count(kernel_calls, kernel_counters);
}

std::map<std::string, std::uint64_t> TakeImportCounts() { return TakeCounts(import_counters); }

std::map<std::string, std::uint64_t> TakeKernelCalls() { return TakeCounts(kernel_counters); }

}  // namespace win32_probe
