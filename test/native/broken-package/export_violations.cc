#include <cstring>

#include "violations.h"

namespace {

constexpr ULONG kKnownFlags = SECPKG_CONTEXT_EXPORT_RESET_NEW | SECPKG_CONTEXT_EXPORT_DELETE_OLD;

NTSTATUS SoundExport(LSA_SEC_HANDLE context, ULONG flags, PSecBuffer packed, PHANDLE token) {
  return SoundTable().ExportContext(context, flags, packed, token);
}

NTSTATUS NTAPI IgnoreDeleteOld(LSA_SEC_HANDLE context, ULONG flags, PSecBuffer packed,
                               PHANDLE token) {
  return SoundExport(context, flags & ~ULONG{SECPKG_CONTEXT_EXPORT_DELETE_OLD}, packed, token);
}

NTSTATUS NTAPI IgnoreResetNew(LSA_SEC_HANDLE context, ULONG flags, PSecBuffer packed,
                              PHANDLE token) {
  return SoundExport(context, flags & ~ULONG{SECPKG_CONTEXT_EXPORT_RESET_NEW}, packed, token);
}

NTSTATUS NTAPI ResetWhatMoves(LSA_SEC_HANDLE context, ULONG flags, PSecBuffer packed,
                              PHANDLE token) {
  const bool moves = (flags & SECPKG_CONTEXT_EXPORT_DELETE_OLD) != 0;
  const ULONG reset = moves ? SECPKG_CONTEXT_EXPORT_RESET_NEW : 0;
  return SoundExport(context, flags | reset, packed, token);
}

NTSTATUS NTAPI AlwaysDelete(LSA_SEC_HANDLE context, ULONG flags, PSecBuffer packed, PHANDLE token) {
  return SoundExport(context, flags | SECPKG_CONTEXT_EXPORT_DELETE_OLD, packed, token);
}

NTSTATUS NTAPI TakeAnyFlag(LSA_SEC_HANDLE context, ULONG flags, PSecBuffer packed, PHANDLE token) {
  return SoundExport(context, flags & kKnownFlags, packed, token);
}

NTSTATUS NTAPI ProtectTokenFromClose(LSA_SEC_HANDLE context, ULONG flags, PSecBuffer packed,
                                     PHANDLE token) {
  const NTSTATUS status = SoundExport(context, flags, packed, token);
  if (status == SEC_E_OK && token != nullptr) {
    SetHandleInformation(*token, HANDLE_FLAG_PROTECT_FROM_CLOSE, HANDLE_FLAG_PROTECT_FROM_CLOSE);
  }
  return status;
}

NTSTATUS NTAPI LendItsOwnToken(LSA_SEC_HANDLE context, ULONG flags, PSecBuffer packed,
                               PHANDLE token) {
  HANDLE own = nullptr;
  if (token != nullptr) SoundTable().GetContextToken(context, &own);
  const NTSTATUS status = SoundExport(context, flags, packed, nullptr);
  if (status == SEC_E_OK && token != nullptr) *token = own;
  return status;
}

NTSTATUS NTAPI RequireToken(LSA_SEC_HANDLE context, ULONG flags, PSecBuffer packed, PHANDLE token) {
  *token = nullptr;
  return SoundExport(context, flags, packed, token);
}

NTSTATUS NTAPI AllocateFromPrivateHeap(LSA_SEC_HANDLE context, ULONG flags, PSecBuffer packed,
                                       PHANDLE token) {
  static const HANDLE heap = HeapCreate(0, 0, 0);
  const NTSTATUS status = SoundExport(context, flags, packed, token);
  if (status != SEC_E_OK) return status;
  void* memory = HeapAlloc(heap, 0, packed->cbBuffer);
  std::memcpy(memory, packed->pvBuffer, packed->cbBuffer);
  HeapFree(GetProcessHeap(), 0, packed->pvBuffer);
  packed->pvBuffer = memory;
  return SEC_E_OK;
}

NTSTATUS NTAPI ExportWhatIsNone(LSA_SEC_HANDLE context, ULONG flags, PSecBuffer packed,
                                PHANDLE token) {
  const NTSTATUS status = SoundExport(context, flags, packed, token);
  if (status != SEC_E_INVALID_HANDLE) return status;
  packed->cbBuffer = 64;
  packed->BufferType = SECBUFFER_TOKEN;
  packed->pvBuffer = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, packed->cbBuffer);
  return SEC_E_OK;
}

NTSTATUS NTAPI LeaveBufferAfterFailure(LSA_SEC_HANDLE context, ULONG flags, PSecBuffer packed,
                                       PHANDLE token) {
  const NTSTATUS status = SoundExport(context, flags, packed, token);
  if (status != SEC_E_OK) packed->cbBuffer = 64;
  return status;
}

// The reference package has a token in each server's context, and none in a client's.
NTSTATUS NTAPI ExportServersOnly(LSA_SEC_HANDLE context, ULONG flags, PSecBuffer packed,
                                 PHANDLE token) {
  HANDLE own = nullptr;
  if (SoundTable().GetContextToken(context, &own) == SEC_E_NO_IMPERSONATION) {
    return SEC_E_INVALID_HANDLE;
  }
  return SoundExport(context, flags, packed, token);
}

NTSTATUS NTAPI SupportNoExport(LSA_SEC_HANDLE, ULONG, PSecBuffer, PHANDLE) {
  return SEC_E_UNSUPPORTED_FUNCTION;
}

NTSTATUS NTAPI SupportNoImport(PSecBuffer, HANDLE, PLSA_SEC_HANDLE) {
  return SEC_E_UNSUPPORTED_FUNCTION;
}

NTSTATUS NTAPI NeverReturn(LSA_SEC_HANDLE, ULONG, PSecBuffer, PHANDLE) {
  Sleep(INFINITE);
  return SEC_E_OK;
}

NTSTATUS NTAPI EndTheProcess(LSA_SEC_HANDLE, ULONG, PSecBuffer, PHANDLE) { ExitProcess(3); }

NTSTATUS NTAPI Crash(LSA_SEC_HANDLE, ULONG, PSecBuffer, PHANDLE) {
  RaiseException(static_cast<DWORD>(EXCEPTION_ACCESS_VIOLATION), EXCEPTION_NONCONTINUABLE, 0,
                 nullptr);
  return SEC_E_OK;
}

PSECPKG_DLL_FUNCTIONS g_dll_functions;

NTSTATUS NTAPI KeepDllFunctions(ULONG version, PSECPKG_DLL_FUNCTIONS functions, PVOID* user) {
  g_dll_functions = functions;
  return SoundTable().InstanceInit(version, functions, user);
}

NTSTATUS NTAPI SucceedWithoutMemory(LSA_SEC_HANDLE context, ULONG flags, PSecBuffer packed,
                                    PHANDLE token) {
  void* memory = g_dll_functions->AllocateHeap(1);
  if (memory == nullptr) return SEC_E_OK;
  g_dll_functions->FreeHeap(memory);
  return SoundExport(context, flags, packed, token);
}

template <SpExportSecurityContextFn* kExport>
void Replace(Tables& tables) {
  tables.user_mode.ExportContext = kExport;
}

}  // namespace

const Violation kExportViolations[] = {
    {L"ignores DELETE_OLD", Replace<IgnoreDeleteOld>},
    {L"ignores RESET_NEW", Replace<IgnoreResetNew>},
    {L"resets what it moves", Replace<ResetWhatMoves>},
    {L"always deletes", Replace<AlwaysDelete>},
    {L"takes any flag", Replace<TakeAnyFlag>},
    {L"protects the token from close", Replace<ProtectTokenFromClose>},
    {L"lends its own token", Replace<LendItsOwnToken>},
    {L"writes to a NULL pToken", Replace<RequireToken>},
    {L"allocates from a private heap", Replace<AllocateFromPrivateHeap>},
    {L"exports what is no context", Replace<ExportWhatIsNone>},
    {L"leaves a buffer after a failure", Replace<LeaveBufferAfterFailure>},
    {L"exports servers only", Replace<ExportServersOnly>},
    {L"cannot export",
     [](Tables& tables) {
       tables.user_mode.ExportContext = SupportNoExport;
       tables.user_mode.ImportContext = SupportNoImport;
     }},
    {L"never returns", Replace<NeverReturn>},
    {L"ends the process", Replace<EndTheProcess>},
    {L"crashes", Replace<Crash>},
    {L"succeeds without memory",
     [](Tables& tables) {
       tables.user_mode.InstanceInit = KeepDllFunctions;
       tables.user_mode.ExportContext = SucceedWithoutMemory;
     }},
    {nullptr, nullptr},
};
