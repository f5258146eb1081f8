#include "package/dispatch_tables.h"

#include <mutex>
#include <optional>

#include "status_error.h"

namespace handoff_reference {

namespace {

struct LsaFunctions {
  PLSA_ALLOCATE_LSA_HEAP allocate_lsa_heap;
  PLSA_FREE_LSA_HEAP free_lsa_heap;
  PLSA_ALLOCATE_CLIENT_BUFFER allocate_client_buffer;
  PLSA_FREE_CLIENT_BUFFER free_client_buffer;
  PLSA_COPY_TO_CLIENT_BUFFER copy_to_client_buffer;
  PLSA_COPY_FROM_CLIENT_BUFFER copy_from_client_buffer;
};

template <typename Functions>
class HandedOver {
 public:
  void Keep(const Functions& functions) {
    const std::lock_guard<std::mutex> guard(lock_);
    functions_ = functions;
  }

  Functions Get() {
    const std::lock_guard<std::mutex> guard(lock_);
    if (!functions_) throw StatusError(SEC_E_INTERNAL_ERROR);
    return *functions_;
  }

  bool IsThere() {
    const std::lock_guard<std::mutex> guard(lock_);
    return functions_.has_value();
  }

 private:
  std::mutex lock_;
  std::optional<Functions> functions_;
};

// Not a member of Instance, because Wine passes its table while secur32 is being loaded. Random
// numbers for handles are not available then.
HandedOver<LsaFunctions> g_lsa_functions;
HandedOver<SECPKG_DLL_FUNCTIONS> g_user_mode_functions;

template <typename Table>
LsaFunctions Select(const Table& table) {
  return {table.AllocateLsaHeap,  table.FreeLsaHeap,        table.AllocateClientBuffer,
          table.FreeClientBuffer, table.CopyToClientBuffer, table.CopyFromClientBuffer};
}

// LSA knows the client of this thread's call. Only authentication packages receive a
// PLSA_CLIENT_REQUEST that names it.
constexpr PLSA_CLIENT_REQUEST kThisCall = nullptr;

PVOID NTAPI AllocateClientBuffer(ULONG size) {
  void* buffer = nullptr;
  const NTSTATUS status = g_lsa_functions.Get().allocate_client_buffer(kThisCall, size, &buffer);
  return status >= 0 ? buffer : nullptr;
}

VOID NTAPI FreeClientBuffer(PVOID buffer) {
  g_lsa_functions.Get().free_client_buffer(kThisCall, buffer);
}

void WriteClient(void* to, const void* from, ULONG size) {
  const NTSTATUS status =
      g_lsa_functions.Get().copy_to_client_buffer(kThisCall, size, to, const_cast<void*>(from));
  if (status < 0) throw StatusError(SEC_E_INTERNAL_ERROR);
}

}  // namespace

void KeepLsaFunctions(const LSA_DISPATCH_TABLE& table) { g_lsa_functions.Keep(Select(table)); }

void KeepLsaFunctions(const LSA_SECPKG_FUNCTION_TABLE& table) {
  g_lsa_functions.Keep(Select(table));
}

bool HasLsaFunctions() { return g_lsa_functions.IsThere(); }

void KeepUserModeFunctions(const SECPKG_DLL_FUNCTIONS& table) { g_user_mode_functions.Keep(table); }

CallerHeap LsaHeap() {
  const LsaFunctions functions = g_lsa_functions.Get();
  return {functions.allocate_lsa_heap, functions.free_lsa_heap, CopyHere};
}

CallerHeap ClientHeap() {
  g_lsa_functions.Get();
  return {AllocateClientBuffer, FreeClientBuffer, WriteClient};
}

CallerHeap UserModeHeap() {
  const SECPKG_DLL_FUNCTIONS functions = g_user_mode_functions.Get();
  return {functions.AllocateHeap, functions.FreeHeap, CopyHere};
}

void ReadClient(void* to, const void* from, ULONG size) {
  const NTSTATUS status =
      g_lsa_functions.Get().copy_from_client_buffer(kThisCall, size, to, const_cast<void*>(from));
  if (status < 0) throw StatusError(SEC_E_INVALID_PARAMETER);
}

}  // namespace handoff_reference
