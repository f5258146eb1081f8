// A security package that breaks the contract of export and import in one way at a time, to prove
// that the checker notices. The reference package, which is in the same folder, does the rest.

#include <cstring>
#include <cwchar>
#include <string>

#include "violations.h"

namespace {

HMODULE g_this;

HMODULE SoundDll() {
  wchar_t path[MAX_PATH];
  GetModuleFileNameW(g_this, path, MAX_PATH);
  std::wstring sound(path);
  sound.erase(sound.rfind(L'\\') + 1);
  return LoadLibraryW((sound + L"handoff_reference.dll").c_str());
}

template <typename Function>
Function* FromSoundDll(const char* name) {
  const FARPROC address = GetProcAddress(SoundDll(), name);
  Function* function = nullptr;
  static_assert(sizeof(function) == sizeof(address), "both are function pointers");
  std::memcpy(&function, &address, sizeof(function));
  return function;
}

PSECPKG_USER_FUNCTION_TABLE g_sound_table;
Tables g_broken_tables;

const Violation* Find(const Violation* violations, const wchar_t* name) {
  for (; violations->name != nullptr; ++violations) {
    if (std::wcscmp(violations->name, name) == 0) return violations;
  }
  return nullptr;
}

SpExportSecurityContextFn* g_export_before_moving;

NTSTATUS NTAPI OnlyMove(LSA_SEC_HANDLE context, ULONG flags, PSecBuffer packed, PHANDLE token) {
  const bool deletes = (flags & SECPKG_CONTEXT_EXPORT_DELETE_OLD) != 0;
  const bool resets = (flags & SECPKG_CONTEXT_EXPORT_RESET_NEW) != 0;
  if (!deletes || resets) return SEC_E_UNSUPPORTED_FUNCTION;
  return g_export_before_moving(context, flags, packed, token);
}

// Makes a package, sound or broken, that moves contexts and neither copies nor resets them.
void RestrictToMoves(Tables& tables) {
  g_export_before_moving = tables.user_mode.ExportContext;
  tables.user_mode.ExportContext = OnlyMove;
}

// Returns false for an unknown violation, because a test with one would prove nothing.
bool Break(Tables& tables) {
  wchar_t name[64] = L"";
  GetEnvironmentVariableW(L"CONTRACT_VIOLATION", name, 64);
  if (std::wcscmp(name, L"none") == 0) return true;
  const Violation* violation = Find(kExportViolations, name);
  if (violation == nullptr) violation = Find(kImportViolations, name);
  if (violation == nullptr) violation = Find(kTableViolations, name);
  if (violation == nullptr) return false;
  violation->commit(tables);
  return true;
}

}  // namespace

const SECPKG_USER_FUNCTION_TABLE& SoundTable() { return *g_sound_table; }

extern "C" NTSTATUS SEC_ENTRY SpUserModeInitialize(ULONG version, PULONG package_version,
                                                   PSECPKG_USER_FUNCTION_TABLE* tables,
                                                   PULONG table_count) {
  using Initialize = NTSTATUS SEC_ENTRY(ULONG, PULONG, PSECPKG_USER_FUNCTION_TABLE*, PULONG);
  auto* initialize = FromSoundDll<Initialize>("SpUserModeInitialize");
  const NTSTATUS status = initialize(version, package_version, &g_sound_table, table_count);
  auto* sound_ssp = FromSoundDll<PSecurityFunctionTableW SEC_ENTRY()>("InitSecurityInterfaceW");
  g_broken_tables = {*g_sound_table, *sound_ssp()};
  *tables = &g_broken_tables.user_mode;
  if (!Break(g_broken_tables)) return SEC_E_INVALID_PARAMETER;
  if (GetEnvironmentVariableW(L"CONTRACT_ONLY_MOVES", nullptr, 0) != 0) {
    RestrictToMoves(g_broken_tables);
  }
  return status;
}

// The checker has called SpUserModeInitialize before.
extern "C" PSecurityFunctionTableW SEC_ENTRY InitSecurityInterfaceW() {
  return &g_broken_tables.ssp;
}

BOOL WINAPI DllMain(HINSTANCE instance, DWORD, LPVOID) {
  g_this = instance;
  return TRUE;
}
