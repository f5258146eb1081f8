// The functions that npm run bench compares the package with, and facts about the process.

#include <napi.h>
#include <windows.h>

#include "private_bytes.h"
#include "work.h"

namespace {

std::wstring TextOf(const Napi::Object& object, const char* name) {
  const std::u16string text = object.Get(name).As<Napi::String>();
  return std::wstring(text.begin(), text.end());
}

bench::Parties PartiesOf(const Napi::Value& value) {
  const auto object = value.As<Napi::Object>();
  return {TextOf(object, "packageName"), TextOf(object, "targetName"), TextOf(object, "user"),
          TextOf(object, "password")};
}

std::uint32_t NumberOf(const Napi::Value& value) { return value.As<Napi::Number>(); }

// (iterations)
template <double (*work)(std::uint32_t)>
Napi::Value Run(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), work(NumberOf(info[0])));
}

// (parties, iterations)
template <double (*work)(const bench::Parties&, std::uint32_t)>
Napi::Value Run(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), work(PartiesOf(info[0]), NumberOf(info[1])));
}

// (parties, iterations, size)
template <double (*work)(const bench::Parties&, std::uint32_t, std::uint32_t)>
Napi::Value Run(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(),
                           work(PartiesOf(info[0]), NumberOf(info[1]), NumberOf(info[2])));
}

Napi::Value PrivateBytes(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(bench::PrivateBytes()));
}

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  using Napi::Function;
  Napi::Object bare = Napi::Object::New(env);
  bare.Set("exportImport", Function::New<Run<bench::bare::ExportImport>>(env));
  bare.Set("encryptDecrypt", Function::New<Run<bench::bare::EncryptDecrypt>>(env));
  bare.Set("signVerify", Function::New<Run<bench::bare::SignVerify>>(env));
  bare.Set("shakeHands", Function::New<Run<bench::bare::ShakeHands>>(env));
  bare.Set("enumerate", Function::New<Run<bench::bare::Enumerate>>(env));
  exports.Set("bare", bare);
  Napi::Object classes = Napi::Object::New(env);
  classes.Set("exportImport", Function::New<Run<bench::classes::ExportImport>>(env));
  classes.Set("encryptDecrypt", Function::New<Run<bench::classes::EncryptDecrypt>>(env));
  classes.Set("signVerify", Function::New<Run<bench::classes::SignVerify>>(env));
  classes.Set("shakeHands", Function::New<Run<bench::classes::ShakeHands>>(env));
  classes.Set("enumerate", Function::New<Run<bench::classes::Enumerate>>(env));
  exports.Set("classes", classes);
  exports.Set("privateBytes", Function::New<PrivateBytes>(env));
  return exports;
}

}  // namespace

NODE_API_MODULE(NODE_GYP_MODULE_NAME, Init)
