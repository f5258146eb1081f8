// The loops that npm run bench compares the package with, and a fact about the process.

#include <napi.h>
#include <windows.h>

#include "bare_secur32.h"
#include "sspi_classes.h"
#include "work.h"

namespace {

std::wstring TextOf(const Napi::Object& object, const char* name) {
  const std::u16string text = object.Get(name).As<Napi::String>();
  return std::wstring(text.begin(), text.end());
}

template <typename Step>
double NanosecondsOf(std::uint32_t iterations, Step step) {
  LARGE_INTEGER frequency{};
  LARGE_INTEGER started{};
  LARGE_INTEGER ended{};
  QueryPerformanceFrequency(&frequency);
  QueryPerformanceCounter(&started);
  for (std::uint32_t i = 0; i < iterations; ++i) step();
  QueryPerformanceCounter(&ended);
  return static_cast<double>(ended.QuadPart - started.QuadPart) * 1e9 /
         static_cast<double>(frequency.QuadPart);
}

// Repeats the call, throws if the result is wrong, and returns the nanoseconds. The set-up and the
// checks are not timed, and are the same as in bench/contestants/contestant.ts.
template <typename Contestant>
double Measure(const std::string& call, const bench::Parties& parties, std::uint32_t iterations,
               std::uint32_t size) {
  using bench::Require;
  using bench::RequireOk;
  Contestant contestant(parties);
  contestant.ShakeHands();
  std::vector<BYTE> message(size);
  for (std::uint32_t i = 0; i < size; ++i) message[i] = static_cast<BYTE>(i * 7);
  const std::vector<BYTE> original = message;
  contestant.SetMessage(message);

  double time = 0;
  if (call == "encryptDecrypt") {
    time = NanosecondsOf(iterations, [&] {
      contestant.Encrypt();
      contestant.Decrypt();
    });
    Require(message == original, "Another message arrived");
    contestant.Encrypt();
    Require(message != original, "The message was not encrypted");
    return time;
  }
  const auto sign_verify = [&] {
    contestant.Sign();
    RequireOk(contestant.Verify(), "VerifySignature");
  };
  if (call == "signVerify") time = NanosecondsOf(iterations, sign_verify);
  if (call == "exportImport") time = NanosecondsOf(iterations, [&] { contestant.ExportImport(); });
  if (call == "shakeHands") time = NanosecondsOf(iterations, [&] { contestant.ShakeHands(); });
  sign_verify();
  contestant.Sign();
  message[0] ^= 1;
  Require(contestant.Verify() == SEC_E_MESSAGE_ALTERED, "An altered message was accepted");
  return time;
}

// (call, parties, iterations, size)
template <typename Contestant>
Napi::Value Repeat(const Napi::CallbackInfo& info) {
  const auto parties = info[1].As<Napi::Object>();
  const double time =
      Measure<Contestant>(info[0].As<Napi::String>(),
                          {TextOf(parties, "packageName"), TextOf(parties, "targetName"),
                           TextOf(parties, "user"), TextOf(parties, "password")},
                          info[2].As<Napi::Number>(), info[3].As<Napi::Number>());
  return Napi::Number::New(info.Env(), time);
}

// (iterations)
template <typename Contestant>
Napi::Value Enumerate(const Napi::CallbackInfo& info) {
  const double time = NanosecondsOf(info[0].As<Napi::Number>(), Contestant::Enumerate);
  return Napi::Number::New(info.Env(), time);
}

// Returns the memory that this process has committed privately. Wine's GetProcessMemoryInfo always
// returns 0, so this function adds the sizes of the regions.
Napi::Value PrivateBytes(const Napi::CallbackInfo& info) {
  std::uint64_t bytes = 0;
  MEMORY_BASIC_INFORMATION region{};
  const BYTE* address = nullptr;
  while (VirtualQuery(address, &region, sizeof(region)) != 0) {
    if (region.State == MEM_COMMIT && region.Type == MEM_PRIVATE) bytes += region.RegionSize;
    address = static_cast<const BYTE*>(region.BaseAddress) + region.RegionSize;
  }
  return Napi::Number::New(info.Env(), static_cast<double>(bytes));
}

template <typename Contestant>
Napi::Object LoopsOf(Napi::Env env) {
  Napi::Object loops = Napi::Object::New(env);
  loops.Set("repeat", Napi::Function::New<Repeat<Contestant>>(env));
  loops.Set("enumerate", Napi::Function::New<Enumerate<Contestant>>(env));
  return loops;
}

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  exports.Set("bare", LoopsOf<bench::BareSecur32>(env));
  exports.Set("classes", LoopsOf<bench::SspiClasses>(env));
  exports.Set("privateBytes", Napi::Function::New<PrivateBytes>(env));
  return exports;
}

}  // namespace

NODE_API_MODULE(NODE_GYP_MODULE_NAME, Init)
