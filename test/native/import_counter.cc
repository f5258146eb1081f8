#include "import_counter.h"

#include <cstddef>
#include <new>
#include <stdexcept>
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

// Global, because an import table belongs to the process.
std::vector<Counter*> counters;

}  // namespace

void CountImports(const wchar_t* module_name) {
  const std::vector<Import> imports = ImportsOf(module_name);
  if (imports.empty()) throw std::runtime_error("The module to count for is not loaded");
  auto* place = static_cast<Counter*>(VirtualAlloc(
      nullptr, imports.size() * sizeof(Counter), MEM_COMMIT | MEM_RESERVE, PAGE_EXECUTE_READWRITE));
  if (place == nullptr) throw std::runtime_error("VirtualAlloc");

  for (const Import& import : imports) {
    // A jump cannot replace an entry that is not a function, such as a variable of the C runtime.
    if (import.name[0] == '_') continue;
    auto* counter = new (place++) Counter;
    counter->function = *import.entry;
    counter->name = import.name;
    if (!import.ReplaceBy(counter)) throw std::runtime_error("VirtualProtect");
    counters.push_back(counter);
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

}  // namespace win32_probe
