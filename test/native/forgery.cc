#include "forgery.h"

#include <windows.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace win32_probe {
namespace {

HANDLE ToHandle(const Napi::Value& value) {
  bool lossless = false;
  return reinterpret_cast<HANDLE>(
      static_cast<std::uintptr_t>(value.As<Napi::BigInt>().Uint64Value(&lossless)));
}

Napi::Value ToJs(Napi::Env env, HANDLE handle, const char* call) {
  if (handle == nullptr || handle == INVALID_HANDLE_VALUE) {
    throw Napi::Error::New(env, std::string(call) + ": " + std::to_string(GetLastError()));
  }
  return Napi::BigInt::New(env, std::uint64_t{reinterpret_cast<std::uintptr_t>(handle)});
}

// (size, protection with SEC_ flags)
Napi::Value CreateSection(const Napi::CallbackInfo& info) {
  const HANDLE section =
      CreateFileMappingW(INVALID_HANDLE_VALUE, nullptr, info[1].As<Napi::Number>().Uint32Value(), 0,
                         info[0].As<Napi::Number>().Uint32Value(), nullptr);
  return ToJs(info.Env(), section, "CreateFileMappingW");
}

// (section, size): returns its memory, which stays until the process ends
Napi::Value ViewSection(const Napi::CallbackInfo& info) {
  auto* memory = static_cast<std::uint8_t*>(
      MapViewOfFile(ToHandle(info[0]), FILE_MAP_READ | FILE_MAP_WRITE, 0, 0, 0));
  if (memory == nullptr) throw Napi::Error::New(info.Env(), "MapViewOfFile failed");
  return Napi::Buffer<std::uint8_t>::New(info.Env(), memory,
                                         info[1].As<Napi::Number>().Uint32Value());
}

// The state of the running program.
Napi::Value OpenOwnFile(const Napi::CallbackInfo& info) {
  wchar_t path[MAX_PATH];
  GetModuleFileNameW(nullptr, path, MAX_PATH);
  const HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_DELETE, nullptr,
                                  OPEN_EXISTING, 0, nullptr);
  return ToJs(info.Env(), file, "CreateFileW");
}

Napi::Value CreateUnnamedEvent(const Napi::CallbackInfo& info) {
  return ToJs(info.Env(), CreateEventW(nullptr, TRUE, FALSE, nullptr), "CreateEventW");
}

// (handle, access; 0 for the same)
Napi::Value DuplicateHere(const Napi::CallbackInfo& info) {
  const DWORD access = info[1].As<Napi::Number>().Uint32Value();
  HANDLE duplicate = nullptr;
  DuplicateHandle(GetCurrentProcess(), ToHandle(info[0]), GetCurrentProcess(), &duplicate, access,
                  FALSE, access == 0 ? DUPLICATE_SAME_ACCESS : 0);
  return ToJs(info.Env(), duplicate, "DuplicateHandle");
}

Napi::Value IsSameObject(const Napi::CallbackInfo& info) {
  using Compare = BOOL(WINAPI*)(HANDLE, HANDLE);
  static const auto compare = reinterpret_cast<Compare>(reinterpret_cast<void*>(
      GetProcAddress(GetModuleHandleW(L"kernelbase.dll"), "CompareObjectHandles")));
  return Napi::Boolean::New(info.Env(), compare(ToHandle(info[0]), ToHandle(info[1])) != FALSE);
}

// (token): returns zero for a handle that is not a token
Napi::Value TokenId(const Napi::CallbackInfo& info) {
  TOKEN_STATISTICS statistics{};
  DWORD size = 0;
  GetTokenInformation(ToHandle(info[0]), TokenStatistics, &statistics, sizeof(statistics), &size);
  const LUID& id = statistics.TokenId;
  return Napi::BigInt::New(
      info.Env(), std::uint64_t{static_cast<std::uint32_t>(id.HighPart)} << 32 | id.LowPart);
}

// A thread that changes a section and restores it as fast as possible.
class Scribbler {
 public:
  Scribbler(volatile std::uint8_t* bytes, std::size_t size, std::uint32_t seed)
      : thread_([this, bytes, size, seed] { Scribble(bytes, size, seed); }) {}
  Scribbler(const Scribbler&) = delete;
  Scribbler& operator=(const Scribbler&) = delete;
  ~Scribbler() {
    is_stopping_ = true;
    thread_.join();
  }

 private:
  void Scribble(volatile std::uint8_t* bytes, std::size_t size, std::uint32_t random) {
    while (!is_stopping_) {
      random = random * 1664525 + 1013904223;
      volatile std::uint8_t& byte = bytes[(random >> 8) % size];
      const auto before = byte;
      byte = static_cast<std::uint8_t>(before ^ (random >> 24));
      if (random % 4 == 0) SwitchToThread();
      byte = before;
    }
  }

  std::atomic<bool> is_stopping_{false};
  std::thread thread_;
};

std::unique_ptr<Scribbler> scribbler;

// (bytes, seed)
void StartScribbling(const Napi::CallbackInfo& info) {
  auto bytes = info[0].As<Napi::Uint8Array>();
  scribbler = std::make_unique<Scribbler>(bytes.Data(), bytes.ByteLength(),
                                          info[1].As<Napi::Number>().Uint32Value());
}

void StopScribbling(const Napi::CallbackInfo&) { scribbler.reset(); }

// Returns whether all heaps of this process are valid.
Napi::Value AreHeapsIntact(const Napi::CallbackInfo& info) {
  std::vector<HANDLE> heaps(GetProcessHeaps(0, nullptr));
  heaps.resize(std::min<std::size_t>(
      heaps.size(), GetProcessHeaps(static_cast<DWORD>(heaps.size()), heaps.data())));
  const bool are_intact = std::all_of(heaps.begin(), heaps.end(), [](HANDLE heap) {
    return HeapValidate(heap, 0, nullptr) != FALSE;
  });
  return Napi::Boolean::New(info.Env(), are_intact);
}

// Writes a byte past the end of a block and does not restore it.
void OverrunHeap(const Napi::CallbackInfo&) {
  constexpr std::size_t kSize = 40;
  auto* block = static_cast<volatile std::uint8_t*>(HeapAlloc(GetProcessHeap(), 0, kSize));
  block[kSize] = 0xEE;
}

void FreeTwice(const Napi::CallbackInfo&) {
  void* block = HeapAlloc(GetProcessHeap(), 0, 40);
  HeapFree(GetProcessHeap(), 0, block);
  HeapFree(GetProcessHeap(), 0, block);
}

}  // namespace

void RegisterForgery(Napi::Env env, Napi::Object exports) {
  exports.Set("createSection", Napi::Function::New<CreateSection>(env));
  exports.Set("viewSection", Napi::Function::New<ViewSection>(env));
  exports.Set("openOwnFile", Napi::Function::New<OpenOwnFile>(env));
  exports.Set("createEvent", Napi::Function::New<CreateUnnamedEvent>(env));
  exports.Set("duplicateHandle", Napi::Function::New<DuplicateHere>(env));
  exports.Set("isSameObject", Napi::Function::New<IsSameObject>(env));
  exports.Set("tokenId", Napi::Function::New<TokenId>(env));
  exports.Set("startScribbling", Napi::Function::New<StartScribbling>(env));
  exports.Set("stopScribbling", Napi::Function::New<StopScribbling>(env));
  exports.Set("areHeapsIntact", Napi::Function::New<AreHeapsIntact>(env));
  exports.Set("freeTwice", Napi::Function::New<FreeTwice>(env));
  exports.Set("overrunHeap", Napi::Function::New<OverrunHeap>(env));
}

}  // namespace win32_probe
