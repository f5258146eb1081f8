// The C++ loops that npm run bench compares the package with, and a fact about the process.

#include <napi.h>
#include <windows.h>

#include <chrono>
#include <memory>

#include "bare_secur32.h"

namespace {

std::wstring TextOf(const Napi::Object& object, const char* name) {
  const std::u16string text = object.Get(name).As<Napi::String>();
  return std::wstring(text.begin(), text.end());
}

template <typename Step>
double NanosecondsOf(std::uint32_t iterations, Step step) {
  const auto started = std::chrono::steady_clock::now();
  for (std::uint32_t i = 0; i < iterations; ++i) step();
  return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - started)
      .count();
}

// Repeats the call, throws if the result is wrong, and returns the nanoseconds. The set-up and the
// checks are not timed, and are the same as in bench/contestants/contestant.ts.
double Measure(const std::string& call, const bench::Parties& parties, std::uint32_t iterations,
               std::uint32_t size) {
  bench::BareSecur32 secur32(parties);
  secur32.ShakeHands();
  std::vector<BYTE> message(size);
  for (std::uint32_t i = 0; i < size; ++i) message[i] = static_cast<BYTE>(i * 7);
  const std::vector<BYTE> original = message;
  secur32.SetMessage(message);

  double time = 0;
  // The limit of wrap and unwrap is the same, because bare Secur32 needs no copy.
  if (call == "encryptDecrypt" || call == "wrapUnwrap" || call == "wrapUnwrapInto") {
    time = NanosecondsOf(iterations, [&] {
      secur32.Encrypt();
      secur32.Decrypt();
    });
    bench::Require(message == original, "Another message arrived");
    secur32.Encrypt();
    bench::Require(message != original, "The message was not encrypted");
    return time;
  }
  const auto sign_verify = [&] {
    secur32.Sign();
    bench::RequireOk(secur32.Verify(), "VerifySignature");
  };
  if (call == "signVerify") time = NanosecondsOf(iterations, sign_verify);
  if (call == "exportImport") time = NanosecondsOf(iterations, [&] { secur32.ExportImport(); });
  if (call == "firstToken") time = NanosecondsOf(iterations, [&] { secur32.FirstToken(); });
  if (call == "shakeHands") time = NanosecondsOf(iterations, [&] { secur32.ShakeHands(); });
  sign_verify();
  secur32.Sign();
  message[0] ^= 1;
  bench::Require(secur32.Verify() == SEC_E_MESSAGE_ALTERED, "An altered message was accepted");
  return time;
}

bench::Parties PartiesOf(const Napi::Value& value) {
  const auto parties = value.As<Napi::Object>();
  return {TextOf(parties, "packageName"), TextOf(parties, "targetName"), TextOf(parties, "user"),
          TextOf(parties, "password")};
}

// (call, parties, iterations, size)
Napi::Value Repeat(const Napi::CallbackInfo& info) {
  const double time = Measure(info[0].As<Napi::String>(), PartiesOf(info[1]),
                              info[2].As<Napi::Number>(), info[3].As<Napi::Number>());
  return Napi::Number::New(info.Env(), time);
}

// (parties, count): holds imported contexts. Returns the function that deletes them.
Napi::Value Hold(const Napi::CallbackInfo& info) {
  auto secur32 = std::make_shared<bench::BareSecur32>(PartiesOf(info[0]));
  secur32->ShakeHands();
  secur32->Hold(info[1].As<Napi::Number>().Uint32Value());
  return Napi::Function::New(info.Env(),
                             [secur32](const Napi::CallbackInfo&) mutable { secur32.reset(); });
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

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  exports.Set("repeat", Napi::Function::New<Repeat>(env));
  exports.Set("hold", Napi::Function::New<Hold>(env));
  exports.Set("privateBytes", Napi::Function::New<PrivateBytes>(env));
  return exports;
}

}  // namespace

NODE_API_MODULE(NODE_GYP_MODULE_NAME, Init)
