#include "other_process.h"

#include <windows.h>

#include <cstdint>
#include <string>

#include "handle_count.h"

namespace win32_probe {
namespace {

HANDLE ToHandle(const Napi::Value& value) {
  bool lossless = false;
  return reinterpret_cast<HANDLE>(
      static_cast<std::uintptr_t>(value.As<Napi::BigInt>().Uint64Value(&lossless)));
}

std::wstring ToText(const Napi::Value& value) {
  const std::u16string text = value.As<Napi::String>();
  return {text.begin(), text.end()};
}

[[noreturn]] void ThrowLastError(Napi::Env env, const char* call) {
  throw Napi::Error::New(env, std::string(call) + ": " + std::to_string(GetLastError()));
}

// (pid)
Napi::Value HandlesOfProcess(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  Napi::Array handles = Napi::Array::New(env);
  for (const OpenHandle& open : HandlesOf(info[0].As<Napi::Number>().Uint32Value())) {
    Napi::Object handle = Napi::Object::New(env);
    handle.Set("value", Napi::Number::New(env, static_cast<double>(open.value)));
    handle.Set("access", Napi::Number::New(env, open.access));
    handle.Set("type", Napi::Number::New(env, open.type));
    handles.Set(handles.Length(), handle);
  }
  return handles;
}

// (pid): all its threads, with the function of debuggers, which kernel32 does not export
template <bool suspend>
Napi::Value SuspendOrResume(const Napi::CallbackInfo& info) {
  using OnProcess = LONG(NTAPI*)(HANDLE);
  const auto on_process = reinterpret_cast<OnProcess>(reinterpret_cast<void*>(GetProcAddress(
      GetModuleHandleW(L"ntdll.dll"), suspend ? "NtSuspendProcess" : "NtResumeProcess")));
  const HANDLE process =
      OpenProcess(PROCESS_SUSPEND_RESUME, FALSE, info[0].As<Napi::Number>().Uint32Value());
  if (process == nullptr) ThrowLastError(info.Env(), "OpenProcess");
  const LONG status = on_process(process);
  CloseHandle(process);
  return Napi::Number::New(info.Env(), status);
}

// (name): creates an event that stays signaled
Napi::Value CreateNamedEvent(const Napi::CallbackInfo& info) {
  const HANDLE event = CreateEventW(nullptr, TRUE, FALSE, ToText(info[0]).c_str());
  if (event == nullptr) ThrowLastError(info.Env(), "CreateEventW");
  return Napi::BigInt::New(info.Env(), std::uint64_t{reinterpret_cast<std::uintptr_t>(event)});
}

// (handle, pid): returns its value there. A process that closes a handle it no longer owns may
// close this one.
Napi::Value DuplicateInto(const Napi::CallbackInfo& info) {
  const HANDLE process =
      OpenProcess(PROCESS_DUP_HANDLE, FALSE, info[1].As<Napi::Number>().Uint32Value());
  if (process == nullptr) ThrowLastError(info.Env(), "OpenProcess");
  HANDLE duplicate = nullptr;
  const BOOL is_done = DuplicateHandle(GetCurrentProcess(), ToHandle(info[0]), process, &duplicate,
                                       SYNCHRONIZE, FALSE, 0);
  CloseHandle(process);
  if (!is_done) ThrowLastError(info.Env(), "DuplicateHandle");
  return Napi::Number::New(info.Env(),
                           static_cast<double>(reinterpret_cast<std::uintptr_t>(duplicate)));
}

Napi::Value IsSignaled(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), WaitForSingleObject(ToHandle(info[0]), 0) == WAIT_OBJECT_0);
}

void Signal(const Napi::CallbackInfo& info) { SetEvent(ToHandle(info[0])); }

void Close(const Napi::CallbackInfo& info) {
  if (!CloseHandle(ToHandle(info[0]))) ThrowLastError(info.Env(), "CloseHandle");
}

}  // namespace

void RegisterOtherProcess(Napi::Env env, Napi::Object exports) {
  exports.Set("handlesOf", Napi::Function::New<HandlesOfProcess>(env));
  exports.Set("suspendProcess", Napi::Function::New<SuspendOrResume<true>>(env));
  exports.Set("resumeProcess", Napi::Function::New<SuspendOrResume<false>>(env));
  exports.Set("createNamedEvent", Napi::Function::New<CreateNamedEvent>(env));
  exports.Set("duplicateInto", Napi::Function::New<DuplicateInto>(env));
  exports.Set("isSignaled", Napi::Function::New<IsSignaled>(env));
  exports.Set("signal", Napi::Function::New<Signal>(env));
  exports.Set("closeHandle", Napi::Function::New<Close>(env));
}

}  // namespace win32_probe
