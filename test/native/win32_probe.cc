// Facts about a Windows process that the tests need and that neither Node nor the addon exposes.

#include <napi.h>
#include <windows.h>

#include <security.h>

#include <algorithm>

#include "access_tokens.h"
#include "bcrypt_remains.h"
#include "forgery.h"
#include "handle_count.h"
#include "import_counter.h"
#include "import_watch.h"
#include "lsa_host.h"
#include "memory_search.h"
#include "observed_calls.h"
#include "other_process.h"
#include "package_registration.h"
#include "process_id.h"
#include "process_security.h"
#include "raw_bindings.h"
#include "vanishing_memory.h"

namespace {

Napi::Value ProcessHandleCount(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(win32_probe::CountProcessHandles()));
}

void WatchAddon(const Napi::CallbackInfo& info) {
  std::string names;
  for (const std::string& name : win32_probe::WatchImports(L"sspi-handoff.node")) {
    names += ' ' + name;
  }
  if (!names.empty()) {
    throw Napi::Error::New(info.Env(), "These imports to watch are missing:" + names);
  }
}

// Returns an External as from another addon. It points to memory that contains only zeros.
Napi::Value MakeExternal(const Napi::CallbackInfo& info) {
  static std::uint64_t zeros[64]{};
  return Napi::External<std::uint64_t>::New(info.Env(), zeros);
}

Napi::Value ToJs(Napi::Env env, const win32_probe::Detail& detail) {
  if (const auto* number = std::get_if<std::uint64_t>(&detail)) {
    return Napi::BigInt::New(env, *number);
  }
  const auto& text = std::get<std::wstring>(detail);
  return Napi::String::New(env, reinterpret_cast<const char16_t*>(text.data()), text.size());
}

Napi::Value ObservedCalls(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  Napi::Array calls = Napi::Array::New(env);
  for (const auto& observed : win32_probe::TakeObservedCalls()) {
    Napi::Object call = Napi::Object::New(env);
    call.Set("name", observed.name);
    for (const auto& [name, detail] : observed.details) call.Set(name, ToJs(env, detail));
    calls.Set(calls.Length(), call);
  }
  return calls;
}

void CountImports(const Napi::CallbackInfo&) { win32_probe::CountImports(L"sspi-handoff.node"); }

void CountKernelCalls(const Napi::CallbackInfo&) { win32_probe::CountKernelCalls(); }

template <std::map<std::string, std::uint64_t> (*take)()>
Napi::Value TakeCounts(const Napi::CallbackInfo& info) {
  Napi::Object counts = Napi::Object::New(info.Env());
  for (const auto& [name, calls] : take()) counts.Set(name, static_cast<double>(calls));
  return counts;
}

Napi::Value TakeFaultyPackageCalls(const Napi::CallbackInfo& info) {
  using TakeCallCounts = void SEC_ENTRY(ULONG*, ULONG*);
  auto* take = reinterpret_cast<TakeCallCounts*>(reinterpret_cast<void*>(
      GetProcAddress(GetModuleHandleW(L"handoff_reference_faults.dll"), "TakeCallCounts")));
  if (take == nullptr) throw Napi::Error::New(info.Env(), "The package is not loaded");
  ULONG exports = 0;
  ULONG imports = 0;
  take(&exports, &imports);
  Napi::Object calls = Napi::Object::New(info.Env());
  calls.Set("exports", static_cast<double>(exports));
  calls.Set("imports", static_cast<double>(imports));
  return calls;
}

void DelayCalls(const Napi::CallbackInfo& info) {
  win32_probe::DelayCalls(info[0].As<Napi::String>(), info[1].As<Napi::Number>().Uint32Value());
}

void HoldCalls(const Napi::CallbackInfo& info) {
  win32_probe::HoldCalls(info[0].As<Napi::String>());
}

void ReleaseCalls(const Napi::CallbackInfo&) { win32_probe::ReleaseCalls(); }

Napi::Value HeldCalls(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), win32_probe::CountHeldCalls());
}

void RefuseThreadPoolJobs(const Napi::CallbackInfo&) { win32_probe::RefuseThreadPoolJobs(); }

// Calls ExportSecurityContext with a handle from the caller: a deleted or a foreign one.
Napi::Value ExportRawHandle(const Napi::CallbackInfo& info) {
  bool lossless = false;
  CtxtHandle context{};
  context.dwLower = static_cast<ULONG_PTR>(info[0].As<Napi::BigInt>().Uint64Value(&lossless));
  context.dwUpper = static_cast<ULONG_PTR>(info[1].As<Napi::BigInt>().Uint64Value(&lossless));
  SecBuffer packed{0, SECBUFFER_EMPTY, nullptr};
  const SECURITY_STATUS status = ExportSecurityContext(&context, 0, &packed, nullptr);
  if (packed.pvBuffer != nullptr) FreeContextBuffer(packed.pvBuffer);
  return Napi::Number::New(info.Env(), static_cast<std::uint32_t>(status));
}

// (package name, bindings)
Napi::Value InitializeWithBindings(const Napi::CallbackInfo& info) {
  const std::u16string name = info[0].As<Napi::String>();
  const auto bindings = info[1].As<Napi::Uint8Array>();
  const LONG status = win32_probe::InitializeWithBindings(
      std::wstring(name.begin(), name.end()),
      {bindings.Data(), bindings.Data() + bindings.ByteLength()});
  return Napi::Number::New(info.Env(), static_cast<std::uint32_t>(status));
}

void RefuseHandleDuplication(const Napi::CallbackInfo& info) {
  if (!win32_probe::RefuseHandleDuplication()) {
    throw Napi::Error::New(info.Env(), "The DACL of the process could not be changed");
  }
}

// (name, whether to enable it)
void AdjustPrivilege(const Napi::CallbackInfo& info) {
  const std::u16string name = info[0].As<Napi::String>();
  if (!win32_probe::AdjustPrivilege(std::wstring(name.begin(), name.end()).c_str(),
                                    info[1].As<Napi::Boolean>())) {
    throw Napi::Error::New(info.Env(), "The privilege could not be adjusted");
  }
}

void RefuseSetThreadToken(const Napi::CallbackInfo&) { win32_probe::RefuseSetThreadToken(); }

template <HANDLE (*open)()>
Napi::Value OpenToken(const Napi::CallbackInfo& info) {
  const auto value = reinterpret_cast<std::uintptr_t>(open());
  return Napi::BigInt::New(info.Env(), std::uint64_t{value});
}

// Wine's ntdll exports its version. The ntdll of Windows has no such export.
Napi::Value IsWine(const Napi::CallbackInfo& info) {
  const auto* version = reinterpret_cast<const void*>(
      GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version"));
  return Napi::Boolean::New(info.Env(), version != nullptr);
}

// Every fact is an array, because some are observed once and some on both sides.
Napi::Value HostSecurityPackage(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const std::u16string path = info[0].As<Napi::String>();
  Napi::Object facts = Napi::Object::New(env);
  for (const auto& [name, fact] :
       win32_probe::HostSecurityPackage(std::wstring(path.begin(), path.end()))) {
    Napi::Array seen = facts.Has(name) ? facts.Get(name).As<Napi::Array>() : Napi::Array::New(env);
    seen.Set(seen.Length(), ToJs(env, fact));
    facts.Set(name, seen);
  }
  return facts;
}

Napi::Value ProcessSessionId(const Napi::CallbackInfo& info) {
  DWORD session = 0;
  if (!ProcessIdToSessionId(GetCurrentProcessId(), &session)) {
    throw Napi::Error::New(info.Env(), "ProcessIdToSessionId failed");
  }
  return Napi::Number::New(info.Env(), session);
}

const char* NameOf(DWORD memory_type) {
  if (memory_type == MEM_IMAGE) return "image";
  return memory_type == MEM_MAPPED ? "mapped" : "private";
}

Napi::Array ToJs(Napi::Env env, const std::vector<win32_probe::Finding>& all) {
  Napi::Array findings = Napi::Array::New(env);
  for (const auto& [needle, address, region] : all) {
    Napi::Object finding = Napi::Object::New(env);
    finding.Set("needle", static_cast<double>(needle));
    finding.Set("address", Napi::BigInt::New(env, win32_probe::Address(address)));
    finding.Set("memory", NameOf(region.Type));
    finding.Set("allocation", Napi::BigInt::New(env, win32_probe::Address(region.AllocationBase)));
    findings.Set(findings.Length(), finding);
  }
  return findings;
}

// (mask, masked needles in a row)
Napi::Value SearchMemory(const Napi::CallbackInfo& info) {
  const auto mask_bytes = info[0].As<Napi::Uint8Array>();
  const auto masked_bytes = info[1].As<Napi::Uint8Array>();
  win32_probe::Mask mask{};
  std::copy_n(mask_bytes.Data(), mask.size(), mask.data());
  std::vector<win32_probe::Mask> masked(masked_bytes.ByteLength() / mask.size());
  for (std::size_t i = 0; i < masked.size(); ++i) {
    std::copy_n(masked_bytes.Data() + i * mask.size(), mask.size(), masked[i].data());
  }
  return ToJs(info.Env(), win32_probe::SearchMemory(mask, masked));
}

Napi::Value FindRemainsOfHmacKey(const Napi::CallbackInfo& info) {
  return ToJs(info.Env(), win32_probe::FindRemainsOfHmacKey());
}

Napi::Value MakeBcryptWipe(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), win32_probe::MakeBcryptWipe());
}

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  exports.Set("processHandleCount", Napi::Function::New<ProcessHandleCount>(env));
  win32_probe::RegisterForgery(env, exports);
  win32_probe::RegisterOtherProcess(env, exports);
  win32_probe::RegisterPackageRegistration(env, exports);
  win32_probe::RegisterProcessId(env, exports);
  win32_probe::RegisterVanishingMemory(env, exports);
  exports.Set("watchAddon", Napi::Function::New<WatchAddon>(env));
  exports.Set("observedCalls", Napi::Function::New<ObservedCalls>(env));
  exports.Set("countImports", Napi::Function::New<CountImports>(env));
  exports.Set("countKernelCalls", Napi::Function::New<CountKernelCalls>(env));
  exports.Set("takeImportCounts",
              Napi::Function::New<TakeCounts<&win32_probe::TakeImportCounts>>(env));
  exports.Set("takeKernelCalls",
              Napi::Function::New<TakeCounts<&win32_probe::TakeKernelCalls>>(env));
  exports.Set("takeFaultyPackageCalls", Napi::Function::New<TakeFaultyPackageCalls>(env));
  exports.Set("delayCalls", Napi::Function::New<DelayCalls>(env));
  exports.Set("holdCalls", Napi::Function::New<HoldCalls>(env));
  exports.Set("releaseCalls", Napi::Function::New<ReleaseCalls>(env));
  exports.Set("heldCalls", Napi::Function::New<HeldCalls>(env));
  exports.Set("refuseThreadPoolJobs", Napi::Function::New<RefuseThreadPoolJobs>(env));
  exports.Set("exportRawHandle", Napi::Function::New<ExportRawHandle>(env));
  exports.Set("initializeWithBindings", Napi::Function::New<InitializeWithBindings>(env));
  exports.Set("refuseHandleDuplication", Napi::Function::New<RefuseHandleDuplication>(env));
  exports.Set("adjustPrivilege", Napi::Function::New<AdjustPrivilege>(env));
  exports.Set("refuseSetThreadToken", Napi::Function::New<RefuseSetThreadToken>(env));
  exports.Set("makeTokenWithoutEveryone",
              Napi::Function::New<OpenToken<win32_probe::MakeTokenWithoutEveryone>>(env));
  exports.Set("openLinkedToken", Napi::Function::New<OpenToken<win32_probe::OpenLinkedToken>>(env));
  exports.Set("searchMemory", Napi::Function::New<SearchMemory>(env));
  exports.Set("findRemainsOfHmacKey", Napi::Function::New<FindRemainsOfHmacKey>(env));
  exports.Set("makeBcryptWipe", Napi::Function::New<MakeBcryptWipe>(env));
  exports.Set("makeExternal", Napi::Function::New<MakeExternal>(env));
  exports.Set("isWine", Napi::Function::New<IsWine>(env));
  exports.Set("hostSecurityPackage", Napi::Function::New<HostSecurityPackage>(env));
  exports.Set("processSessionId", Napi::Function::New<ProcessSessionId>(env));
  return exports;
}

}  // namespace

NODE_API_MODULE(NODE_GYP_MODULE_NAME, Init)
