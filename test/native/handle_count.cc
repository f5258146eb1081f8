#include "handle_count.h"

#include <windows.h>

#include <winternl.h>

#include <algorithm>
#include <vector>

namespace win32_probe {
namespace {

// Declarations that winternl.h lacks.
constexpr ULONG kSystemExtendedHandleInformation = 64;
constexpr NTSTATUS kInfoLengthMismatch = static_cast<NTSTATUS>(0xC0000004);

using QuerySystemInformation = NTSTATUS(NTAPI*)(ULONG, void*, ULONG, ULONG*);

struct HandleEntry {
  void* object;
  ULONG_PTR process_id;
  ULONG_PTR handle_value;
  ULONG granted_access;
  USHORT creator_back_trace_index;
  USHORT object_type_index;
  ULONG handle_attributes;
  ULONG reserved;
};

struct HandleTable {
  ULONG_PTR count;
  ULONG_PTR reserved;
  HandleEntry entries[1];
};

}  // namespace

std::vector<OpenHandle> HandlesOf(DWORD pid) {
  const auto query_system_information =
      reinterpret_cast<QuerySystemInformation>(reinterpret_cast<void*>(
          GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "NtQuerySystemInformation")));
  std::vector<BYTE> memory(1 << 20);
  ULONG size = 0;
  while (query_system_information(kSystemExtendedHandleInformation, memory.data(),
                                  static_cast<ULONG>(memory.size()),
                                  &size) == kInfoLengthMismatch) {
    memory.resize(memory.size() * 2);
  }
  const auto* table = reinterpret_cast<const HandleTable*>(memory.data());
  std::vector<OpenHandle> handles;
  std::for_each(table->entries, table->entries + table->count, [&](const HandleEntry& entry) {
    if (entry.process_id == pid) {
      handles.push_back({entry.handle_value, entry.granted_access, entry.object_type_index});
    }
  });
  return handles;
}

std::size_t CountProcessHandles() { return HandlesOf(GetCurrentProcessId()).size(); }

}  // namespace win32_probe
