#include "package/lsa_host.h"

#include <array>
#include <cstring>

namespace check_package {

namespace {

constexpr NTSTATUS kSuccess = 0;
constexpr NTSTATUS kNoMemory = static_cast<NTSTATUS>(0xC0000017);
constexpr NTSTATUS kNotImplemented = static_cast<NTSTATUS>(0xC0000002);

PVOID NTAPI Allocate(ULONG size) { return HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, size); }

void NTAPI Free(PVOID memory) {
  if (memory != nullptr) HeapFree(GetProcessHeap(), 0, memory);
}

NTSTATUS NTAPI AllocateClientBuffer(PLSA_CLIENT_REQUEST, ULONG size, PVOID* buffer) {
  *buffer = Allocate(size);
  return *buffer != nullptr ? kSuccess : kNoMemory;
}

NTSTATUS NTAPI FreeClientBuffer(PLSA_CLIENT_REQUEST, PVOID buffer) {
  Free(buffer);
  return kSuccess;
}

NTSTATUS NTAPI CopyClientBuffer(PLSA_CLIENT_REQUEST, ULONG size, PVOID to, PVOID from) {
  std::memcpy(to, from, size);
  return kSuccess;
}

NTSTATUS NTAPI NotImplemented() { return kNotImplemented; }

// The table contains only function pointers.
LSA_SECPKG_FUNCTION_TABLE MakeTable() {
  std::array<decltype(&NotImplemented), sizeof(LSA_SECPKG_FUNCTION_TABLE) / sizeof(void*)> slots{};
  slots.fill(NotImplemented);
  LSA_SECPKG_FUNCTION_TABLE table;
  static_assert(sizeof(slots) == sizeof(table), "nothing but function pointers");
  std::memcpy(&table, slots.data(), sizeof(table));

  table.AllocateLsaHeap = Allocate;
  table.FreeLsaHeap = Free;
  table.AllocatePrivateHeap = [](SIZE_T size) { return Allocate(static_cast<ULONG>(size)); };
  table.FreePrivateHeap = Free;
  table.FreeReturnBuffer = Free;
  table.AllocateClientBuffer = AllocateClientBuffer;
  table.FreeClientBuffer = FreeClientBuffer;
  table.CopyToClientBuffer = CopyClientBuffer;
  table.CopyFromClientBuffer = CopyClientBuffer;
  return table;
}

}  // namespace

PLSA_SECPKG_FUNCTION_TABLE LsaFunctions() {
  static LSA_SECPKG_FUNCTION_TABLE table = MakeTable();
  return &table;
}

}  // namespace check_package
