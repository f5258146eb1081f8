#include "package_registration.h"

#include <windows.h>

#include <security.h>

#include <cstdint>
#include <string>

namespace win32_probe {
namespace {

std::wstring ToText(const Napi::Value& value) {
  const std::u16string text = value.As<Napi::String>();
  return {text.begin(), text.end()};
}

Napi::Value ToStatus(Napi::Env env, SECURITY_STATUS status) {
  return Napi::Number::New(env, static_cast<std::uint32_t>(status));
}

// (path of the DLL, SECPKG_OPTIONS_TYPE_)
Napi::Value AddPackage(const Napi::CallbackInfo& info) {
  std::wstring path = ToText(info[0]);
  SECURITY_PACKAGE_OPTIONS options{};
  options.Size = sizeof(options);
  options.Type = info[1].As<Napi::Number>().Uint32Value();
  return ToStatus(info.Env(), AddSecurityPackageW(path.data(), &options));
}

// (path of the DLL)
Napi::Value DeletePackage(const Napi::CallbackInfo& info) {
  std::wstring path = ToText(info[0]);
  return ToStatus(info.Env(), DeleteSecurityPackageW(path.data()));
}

}  // namespace

void RegisterPackageRegistration(Napi::Env env, Napi::Object exports) {
  exports.Set("addSecurityPackage", Napi::Function::New<AddPackage>(env));
  exports.Set("deleteSecurityPackage", Napi::Function::New<DeletePackage>(env));
}

}  // namespace win32_probe
