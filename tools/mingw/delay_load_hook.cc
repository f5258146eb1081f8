// The addon imports Node-API from "node.exe". Delay-loaded, that name resolves to whatever
// executable is running, which under Electron is not called node.exe. node-gyp brings such a hook
// of its own, for MSVC only.

#include <windows.h>

#include <delayimp.h>

#include <cstring>

namespace {

FARPROC WINAPI ResolveHostExecutable(unsigned event, PDelayLoadInfo info) {
  if (event != dliNotePreLoadLibrary || _stricmp(info->szDll, "node.exe") != 0) return nullptr;
  return reinterpret_cast<FARPROC>(GetModuleHandleW(nullptr));
}

}  // namespace

// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): delayimp looks for it so.
PfnDliHook __pfnDliNotifyHook2 = ResolveHostExecutable;
