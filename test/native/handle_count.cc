#include "handle_count.h"

#include <windows.h>

#include <winternl.h>

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace win32_probe {
namespace {

// Declarations that winternl.h lacks.
constexpr ULONG kProcessHandleInformation = 51;
constexpr ULONG kSystemExtendedHandleInformation = 64;
constexpr NTSTATUS kInfoLengthMismatch = static_cast<NTSTATUS>(0xC0000004);

using QueryProcessInformation = NTSTATUS(NTAPI*)(HANDLE, ULONG, void*, ULONG, ULONG*);
using QuerySystemInformation = NTSTATUS(NTAPI*)(ULONG, void*, ULONG, ULONG*);

struct ProcessHandleEntry {
  ULONG_PTR handle_value;
  ULONG_PTR handle_count;
  ULONG_PTR pointer_count;
  ULONG granted_access;
  ULONG object_type_index;
  ULONG handle_attributes;
  ULONG reserved;
};

struct ProcessHandleTable {
  ULONG_PTR count;
  ULONG_PTR reserved;
  ProcessHandleEntry entries[1];
};

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

template <typename Function>
Function NtFunction(const char* name) {
  return reinterpret_cast<Function>(
      reinterpret_cast<void*>(GetProcAddress(GetModuleHandleW(L"ntdll.dll"), name)));
}

// Returns the answer of a query, or nothing if the query fails. Enlarges the memory as needed.
template <typename Query>
std::vector<BYTE> AnswerOf(std::size_t size, Query query) {
  std::vector<BYTE> memory(size);
  NTSTATUS status = 0;
  while ((status = query(memory.data(), static_cast<ULONG>(memory.size()))) ==
         kInfoLengthMismatch) {
    memory.resize(memory.size() * 2);
  }
  if (status < 0) memory.clear();
  return memory;
}

// Asks for the handles of one process, which Wine 8 cannot answer.
std::vector<BYTE> ProcessTable(DWORD pid) {
  static const auto query = NtFunction<QueryProcessInformation>("NtQueryInformationProcess");
  const bool is_this = pid == GetCurrentProcessId();
  const HANDLE process =
      is_this ? GetCurrentProcess() : OpenProcess(PROCESS_QUERY_INFORMATION, FALSE, pid);
  if (process == nullptr) return {};
  std::vector<BYTE> answer = AnswerOf(0x8000, [process](BYTE* memory, ULONG size) {
    return query(process, kProcessHandleInformation, memory, size, nullptr);
  });
  if (!is_this) CloseHandle(process);
  return answer;
}

// The handles of all processes: slow on Windows, where there are 100,000 of them.
std::vector<BYTE> SystemTable() {
  static const auto query = NtFunction<QuerySystemInformation>("NtQuerySystemInformation");
  std::vector<BYTE> answer = AnswerOf(1 << 20, [](BYTE* memory, ULONG size) {
    return query(kSystemExtendedHandleInformation, memory, size, nullptr);
  });
  if (answer.empty()) throw std::runtime_error("Windows does not list its handles");
  return answer;
}

}  // namespace

std::vector<OpenHandle> HandlesOf(DWORD pid) {
  std::vector<OpenHandle> handles;
  if (const std::vector<BYTE> answer = ProcessTable(pid); !answer.empty()) {
    const auto* table = reinterpret_cast<const ProcessHandleTable*>(answer.data());
    std::for_each(table->entries, table->entries + table->count,
                  [&](const ProcessHandleEntry& entry) {
                    handles.push_back({entry.handle_value, entry.granted_access,
                                       static_cast<USHORT>(entry.object_type_index)});
                  });
    return handles;
  }
  const std::vector<BYTE> answer = SystemTable();
  const auto* table = reinterpret_cast<const HandleTable*>(answer.data());
  std::for_each(table->entries, table->entries + table->count, [&](const HandleEntry& entry) {
    if (entry.process_id == pid) {
      handles.push_back({entry.handle_value, entry.granted_access, entry.object_type_index});
    }
  });
  return handles;
}

std::size_t CountProcessHandles() { return HandlesOf(GetCurrentProcessId()).size(); }

}  // namespace win32_probe
