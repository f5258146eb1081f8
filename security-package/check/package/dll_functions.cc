#include "package/dll_functions.h"

#include <atomic>

namespace check_package {

namespace {

constexpr NTSTATUS kNotImplemented = static_cast<NTSTATUS>(0xC0000002);

std::atomic<bool> g_shortage{false};
std::atomic<unsigned> g_refusals{0};

PVOID NTAPI AllocateHeap(ULONG size) {
  if (g_shortage) {
    ++g_refusals;
    return nullptr;
  }
  // Returns zeroed memory, as the documentation of LSA's function states.
  return HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, size);
}

void NTAPI FreeHeap(PVOID memory) {
  if (memory != nullptr) HeapFree(GetProcessHeap(), 0, memory);
}

NTSTATUS NTAPI RegisterCallback(ULONG, PLSA_CALLBACK_FUNCTION) { return kNotImplemented; }

NTSTATUS NTAPI LocatePackageById(ULONG, PVOID*) { return kNotImplemented; }

// MinGW's ntsecpkg.h lacks the last function.
struct Functions {
  decltype(&AllocateHeap) allocate_heap = AllocateHeap;
  decltype(&FreeHeap) free_heap = FreeHeap;
  decltype(&RegisterCallback) register_callback = RegisterCallback;
  decltype(&LocatePackageById) locate_package_by_id = LocatePackageById;
};

Functions g_functions;

}  // namespace

PSECPKG_DLL_FUNCTIONS DllFunctions() {
  return reinterpret_cast<PSECPKG_DLL_FUNCTIONS>(&g_functions);
}

HeapShortage::HeapShortage() {
  g_refusals = 0;
  g_shortage = true;
}

HeapShortage::~HeapShortage() { g_shortage = false; }

bool HeapShortage::was_met() const { return g_refusals != 0; }

}  // namespace check_package
