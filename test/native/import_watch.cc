#include "import_watch.h"

#include <security.h>

#include <algorithm>
#include <map>
#include <mutex>

#include "handshake_watch.h"
#include "import_table.h"
#include "observed_calls.h"

namespace win32_probe {
namespace {

// Protects the variables below, because calls also come from pool threads.
std::mutex mutex;
bool is_set_thread_token_refused = false;
bool is_submit_refused = false;

// The thread that started the watch.
DWORD watching_thread = 0;

// The address and size of memory that contains keys and must be wiped before it is freed.
std::map<const void*, std::size_t> secrets;

void RememberSecret(const void* memory, std::size_t size) {
  const std::lock_guard<std::mutex> lock(mutex);
  secrets[memory] = size;
}

SECURITY_STATUS WINAPI WatchedExport(PCtxtHandle context, ULONG flags, PSecBuffer packed,
                                     void** token) {
  WaitBefore("ExportSecurityContext");
  Details details{{"flags", flags},
                  {"bufferTypeBefore", packed->BufferType},
                  {"bufferSizeBefore", packed->cbBuffer},
                  {"bufferBefore", Address(packed->pvBuffer)},
                  {"asksForToken", token != nullptr},
                  {"contextLower", context->dwLower},
                  {"contextUpper", context->dwUpper}};
  const SECURITY_STATUS status = ExportSecurityContext(context, flags, packed, token);
  details.emplace_back("status", static_cast<std::uint32_t>(status));
  details.emplace_back("buffer", Address(packed->pvBuffer));
  details.emplace_back("token", token == nullptr ? 0 : Address(*token));
  RememberSecret(packed->pvBuffer, packed->cbBuffer);
  Observe("ExportSecurityContext", std::move(details));
  return status;
}

SECURITY_STATUS WINAPI WatchedImport(LPWSTR package, PSecBuffer packed, void* token,
                                     PCtxtHandle context) {
  WaitBefore("ImportSecurityContextW");
  Observe("ImportSecurityContextW", {{"bufferType", packed->BufferType},
                                     {"bufferSize", packed->cbBuffer},
                                     {"misalignment", Address(packed->pvBuffer) % 16},
                                     {"token", Address(token)}});
  return ImportSecurityContextW(package, packed, token, context);
}

SECURITY_STATUS WINAPI WatchedFreeContextBuffer(void* buffer) {
  std::size_t secret_size = 0;
  {
    const std::lock_guard<std::mutex> lock(mutex);
    const auto packed = secrets.find(buffer);
    if (packed != secrets.end()) {
      secret_size = packed->second;
      secrets.erase(packed);
    }
  }
  const auto* bytes = static_cast<const BYTE*>(buffer);
  const bool is_zero = std::all_of(bytes, bytes + secret_size, [](BYTE byte) { return byte == 0; });
  Observe("FreeContextBuffer",
          {{"buffer", Address(buffer)}, {"secretSize", secret_size}, {"isWiped", is_zero}});
  return FreeContextBuffer(buffer);
}

SECURITY_STATUS WINAPI WatchedQuery(PCtxtHandle context, ULONG attribute, void* answer) {
  const SECURITY_STATUS status = QueryContextAttributesW(context, attribute, answer);
  Observe("QueryContextAttributesW", {{"attribute", std::uint64_t{attribute}},
                                      {"status", std::uint64_t{static_cast<ULONG>(status)}}});
  if (attribute == SECPKG_ATTR_SESSION_KEY && status == SEC_E_OK) {
    const auto& key = *static_cast<const SecPkgContext_SessionKey*>(answer);
    RememberSecret(key.SessionKey, key.SessionKeyLength);
  }
  return status;
}

SECURITY_STATUS WINAPI WatchedDelete(PCtxtHandle context) {
  Observe("DeleteSecurityContext",
          {{"contextLower", context->dwLower}, {"contextUpper", context->dwUpper}});
  return DeleteSecurityContext(context);
}

BOOL WINAPI WatchedCloseHandle(HANDLE handle) {
  // On the JavaScript thread it would delay all other work of the process.
  if (GetCurrentThreadId() != watching_thread) WaitBefore("CloseHandle");
  Observe("CloseHandle", {{"handle", Address(handle)}});
  return CloseHandle(handle);
}

BOOL WINAPI WatchedSetThreadToken(HANDLE* thread, HANDLE token) {
  Observe("SetThreadToken", {{"token", Address(token)}});
  {
    const std::lock_guard<std::mutex> lock(mutex);
    if (is_set_thread_token_refused) return FALSE;
  }
  return SetThreadToken(thread, token);
}

BOOL WINAPI WatchedSubmit(PTP_SIMPLE_CALLBACK callback, void* context,
                          PTP_CALLBACK_ENVIRON environment) {
  {
    const std::lock_guard<std::mutex> lock(mutex);
    if (is_submit_refused) {
      SetLastError(ERROR_NOT_ENOUGH_MEMORY);
      return FALSE;
    }
  }
  return TrySubmitThreadpoolCallback(callback, context, environment);
}

using CompareObjects = LONG(NTAPI*)(HANDLE, HANDLE);

LONG NTAPI WatchedCompareObjects(HANDLE one, HANDLE other) {
  static const auto compare = reinterpret_cast<CompareObjects>(
      reinterpret_cast<void*>(GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "NtCompareObjects")));
  Observe("CompareObjectHandles", {});
  return compare(one, other);
}

// Functions whose arguments do not matter.
template <typename Function, Function* function, const char* const* name>
struct Counted;

template <typename Result, typename... Arguments, Result(WINAPI* function)(Arguments...),
          const char* const* name>
struct Counted<Result WINAPI(Arguments...), function, name> {
  static Result WINAPI Call(Arguments... arguments) {
    WaitBefore(*name);
    Observe(*name, {{"onMainThread", GetCurrentThreadId() == watching_thread}});
    return function(arguments...);
  }
};

#define SSPI_HANDOFF_COUNTED(function)                  \
  static constexpr const char* k##function = #function; \
  const Replacement watch_##function = {                \
      #function,                                        \
      reinterpret_cast<const void*>(&Counted<decltype(function), &function, &k##function>::Call)};
SSPI_HANDOFF_COUNTED(ApplyControlToken)
SSPI_HANDOFF_COUNTED(CompleteAuthToken)
SSPI_HANDOFF_COUNTED(DecryptMessage)
SSPI_HANDOFF_COUNTED(DuplicateHandle)
SSPI_HANDOFF_COUNTED(DuplicateTokenEx)
SSPI_HANDOFF_COUNTED(EncryptMessage)
SSPI_HANDOFF_COUNTED(EnumerateSecurityPackagesW)
SSPI_HANDOFF_COUNTED(FreeCredentialsHandle)
SSPI_HANDOFF_COUNTED(GetTokenInformation)
SSPI_HANDOFF_COUNTED(ImpersonateLoggedOnUser)
SSPI_HANDOFF_COUNTED(ImpersonateSecurityContext)
SSPI_HANDOFF_COUNTED(LookupAccountSidW)
SSPI_HANDOFF_COUNTED(LookupPrivilegeNameW)
SSPI_HANDOFF_COUNTED(MakeSignature)
SSPI_HANDOFF_COUNTED(OpenProcess)
SSPI_HANDOFF_COUNTED(OpenProcessToken)
SSPI_HANDOFF_COUNTED(OpenThreadToken)
SSPI_HANDOFF_COUNTED(QueryCredentialsAttributesW)
SSPI_HANDOFF_COUNTED(QuerySecurityPackageInfoW)
SSPI_HANDOFF_COUNTED(QuerySecurityContextToken)
SSPI_HANDOFF_COUNTED(RevertSecurityContext)
SSPI_HANDOFF_COUNTED(SetHandleInformation)
SSPI_HANDOFF_COUNTED(VerifySignature)
#undef SSPI_HANDOFF_COUNTED

std::vector<Replacement> Watches() {
  return {
      {"AcceptSecurityContext", reinterpret_cast<const void*>(&WatchedAccept)},
      {"AcquireCredentialsHandleW", reinterpret_cast<const void*>(&WatchedAcquire)},
      {"QueryContextAttributesW", reinterpret_cast<const void*>(&WatchedQuery)},
      {"InitializeSecurityContextW", reinterpret_cast<const void*>(&WatchedInitialize)},
      {"ExportSecurityContext", reinterpret_cast<const void*>(&WatchedExport)},
      {"ImportSecurityContextW", reinterpret_cast<const void*>(&WatchedImport)},
      {"FreeContextBuffer", reinterpret_cast<const void*>(&WatchedFreeContextBuffer)},
      {"DeleteSecurityContext", reinterpret_cast<const void*>(&WatchedDelete)},
      {"CloseHandle", reinterpret_cast<const void*>(&WatchedCloseHandle)},
      {"SetThreadToken", reinterpret_cast<const void*>(&WatchedSetThreadToken)},
      {"TrySubmitThreadpoolCallback", reinterpret_cast<const void*>(&WatchedSubmit)},
      watch_ApplyControlToken,
      watch_CompleteAuthToken,
      watch_DecryptMessage,
      watch_DuplicateHandle,
      watch_DuplicateTokenEx,
      watch_EncryptMessage,
      watch_EnumerateSecurityPackagesW,
      watch_FreeCredentialsHandle,
      watch_GetTokenInformation,
      watch_ImpersonateLoggedOnUser,
      watch_ImpersonateSecurityContext,
      watch_LookupAccountSidW,
      watch_LookupPrivilegeNameW,
      watch_MakeSignature,
      watch_OpenProcess,
      watch_OpenProcessToken,
      watch_OpenThreadToken,
      watch_QueryCredentialsAttributesW,
      watch_QuerySecurityPackageInfoW,
      watch_QuerySecurityContextToken,
      watch_RevertSecurityContext,
      watch_SetHandleInformation,
      watch_VerifySignature,
  };
}

}  // namespace

std::vector<std::string> WatchImports(const wchar_t* module_name) {
  watching_thread = GetCurrentThreadId();
  std::vector<std::string> missing = ReplaceImports(module_name, Watches());
  // The module does not import CompareObjectHandles, so its target is watched.
  const Replacement compare = {"NtCompareObjects",
                               reinterpret_cast<const void*>(&WatchedCompareObjects)};
  for (std::string& name : ReplaceImports(L"kernelbase.dll", {compare})) {
    missing.push_back(std::move(name));
  }
  return missing;
}

void RefuseSetThreadToken() {
  const std::lock_guard<std::mutex> lock(mutex);
  is_set_thread_token_refused = true;
}

void RefuseThreadPoolJobs() {
  const std::lock_guard<std::mutex> lock(mutex);
  is_submit_refused = true;
}

}  // namespace win32_probe
