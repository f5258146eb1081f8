#include "import_counter.h"

#include <cstddef>
#include <new>
#include <stdexcept>
#include <vector>

#include "import_table.h"

namespace win32_probe {
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
std::vector<Counter*> counters;

}  // namespace

void CountImports(const wchar_t* module_name) {
  const std::vector<Import> imports = ImportsOf(module_name);
  if (imports.empty()) throw std::runtime_error("The module to count for is not loaded");
  auto* place = static_cast<Counter*>(VirtualAlloc(
      nullptr, imports.size() * sizeof(Counter), MEM_COMMIT | MEM_RESERVE, PAGE_EXECUTE_READWRITE));
  if (place == nullptr) throw std::runtime_error("VirtualAlloc");

  for (const Import& import : imports) {
    // What is no function, a jump would not do for: the C runtime's variables begin so.
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
