// The addon imports Node-API from "node.exe". With delayed loading, this hook resolves that name to
// the running executable, which Electron does not call node.exe. node-gyp has such a hook too, but
// only for MSVC.

#include <windows.h>

#include <delayimp.h>

#include <cstring>

namespace {

FARPROC WINAPI ResolveHostExecutable(unsigned event, PDelayLoadInfo info) {
  if (event == dliStartProcessing) {
    // The linker of binutils 2.44 makes the addresses of delayed imports read-only, and MinGW's
    // helper writes there without changing that.
    DWORD previous = 0;
    VirtualProtect(info->ppfn, sizeof(*info->ppfn), PAGE_READWRITE, &previous);
  }
  if (event != dliNotePreLoadLibrary || _stricmp(info->szDll, "node.exe") != 0) return nullptr;
  return reinterpret_cast<FARPROC>(GetModuleHandleW(nullptr));
}

}  // namespace

// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): delayimp requires it.
PfnDliHook __pfnDliNotifyHook2 = ResolveHostExecutable;
