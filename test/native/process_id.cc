#include "process_id.h"

#include <windows.h>

#include <cstdint>
#include <string>
#include <vector>

namespace win32_probe {
namespace {

DWORD WINAPI DoNothing(void*) { return 0; }

// Starts a thread, waits for its end and returns its id, because threads and processes share one
// set of ids.
DWORD UseUpOneId() {
  DWORD id = 0;
  const HANDLE thread = CreateThread(nullptr, 0x10000, DoNothing, nullptr, 0, &id);
  if (thread == nullptr) return 0;
  WaitForSingleObject(thread, INFINITE);
  CloseHandle(thread);
  return id;
}

struct Attempt {
  HANDLE process;
  DWORD id;
};

// The process stays suspended, so that it opens and closes no handles.
Attempt StartSuspended(const std::wstring& command) {
  std::vector<wchar_t> line(command.begin(), command.end());
  line.push_back(L'\0');
  STARTUPINFOW startup{};
  startup.cb = sizeof(startup);
  PROCESS_INFORMATION started{};
  if (!CreateProcessW(nullptr, line.data(), nullptr, nullptr, FALSE,
                      CREATE_SUSPENDED | DETACHED_PROCESS, nullptr, nullptr, &startup, &started)) {
    return {nullptr, 0};
  }
  CloseHandle(started.hThread);
  return {started.hProcess, started.dwProcessId};
}

void End(HANDLE process) {
  TerminateProcess(process, 0);
  WaitForSingleObject(process, INFINITE);
  CloseHandle(process);
}

// (pid, command, milliseconds): returns a handle of a suspended process with that id, or null if
// none got the id in that time. Freed ids are reused in the order in which they were freed, so an
// id follows the id that preceded it the last time.
Napi::Value TakeProcessId(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const DWORD wanted = info[0].As<Napi::Number>().Uint32Value();
  const std::u16string command = info[1].As<Napi::String>();
  const ULONGLONG end = GetTickCount64() + info[2].As<Napi::Number>().Uint32Value();
  DWORD previous = 0;
  DWORD precursor = 0;
  while (GetTickCount64() < end) {
    if (previous != 0 && previous == precursor) {
      const Attempt attempt = StartSuspended({command.begin(), command.end()});
      if (attempt.process == nullptr) break;
      if (attempt.id == wanted) {
        return Napi::BigInt::New(env,
                                 std::uint64_t{reinterpret_cast<std::uintptr_t>(attempt.process)});
      }
      End(attempt.process);
      precursor = 0;
    }
    const DWORD id = UseUpOneId();
    if (id == wanted) precursor = previous;
    previous = id;
  }
  return env.Null();
}

// (pid): returns whether a process has this id, including an exited process with an open handle
Napi::Value IsProcessIdInUse(const Napi::CallbackInfo& info) {
  const HANDLE process = OpenProcess(SYNCHRONIZE, FALSE, info[0].As<Napi::Number>().Uint32Value());
  if (process != nullptr) CloseHandle(process);
  const bool is_in_use = process != nullptr || GetLastError() != ERROR_INVALID_PARAMETER;
  return Napi::Boolean::New(info.Env(), is_in_use);
}

// (handle)
void EndProcess(const Napi::CallbackInfo& info) {
  bool lossless = false;
  End(reinterpret_cast<HANDLE>(
      static_cast<std::uintptr_t>(info[0].As<Napi::BigInt>().Uint64Value(&lossless))));
}

}  // namespace

void RegisterProcessId(Napi::Env env, Napi::Object exports) {
  exports.Set("isProcessIdInUse", Napi::Function::New<IsProcessIdInUse>(env));
  exports.Set("takeProcessId", Napi::Function::New<TakeProcessId>(env));
  exports.Set("endProcess", Napi::Function::New<EndProcess>(env));
}

}  // namespace win32_probe
