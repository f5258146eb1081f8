#include "binding/security_packages.h"

#include "binding/arguments.h"
#include "binding/operation.h"

namespace binding {
namespace {

Napi::Value ToJsList(Napi::Env env, const sspi::PackageList& packages) {
  Napi::Array array = Napi::Array::New(env);
  std::uint32_t index = 0;
  for (const auto& package : packages) {
    Napi::Object object = ToJs(env, sspi::SecurityPackage(package));
    object.Freeze();
    array.Set(index++, object);
  }
  array.Freeze();
  return array;
}

template <Mode mode>
Napi::Value EnumerateSecurityPackages(const Napi::CallbackInfo& info) {
  return RunOperation<mode>(
      info.Env(), [] { return sspi::EnumeratePackages(); }, ToJsList);
}

template <Mode mode>
Napi::Value QuerySecurityPackageInfo(const Napi::CallbackInfo& info) {
  return RunOperation<mode>(
      info.Env(), [name = Arguments(info)[0].Text()] { return sspi::QueryPackage(name); },
      [](Napi::Env env, const sspi::SecurityPackage& package) -> Napi::Value {
        return ToJs(env, package);
      });
}

}  // namespace

Napi::Object ToJs(Napi::Env env, const sspi::SecurityPackage& package) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("name", ToJs(env, package.name));
  object.Set("comment", ToJs(env, package.comment));
  object.Set("version", package.version);
  object.Set("rpcId", package.rpc_id);
  object.Set("maxTokenSize", package.max_token_size);
  object.Set("capabilities", package.capabilities);
  return object;
}

void RegisterSecurityPackages(Napi::Env env, Napi::Object exports) {
  exports.Set("enumerateSecurityPackages",
              Napi::Function::New<EnumerateSecurityPackages<Mode::kAsync>>(env));
  exports.Set("enumerateSecurityPackagesSync",
              Napi::Function::New<EnumerateSecurityPackages<Mode::kSync>>(env));
  exports.Set("querySecurityPackageInfo",
              Napi::Function::New<QuerySecurityPackageInfo<Mode::kAsync>>(env));
  exports.Set("querySecurityPackageInfoSync",
              Napi::Function::New<QuerySecurityPackageInfo<Mode::kSync>>(env));
}

}  // namespace binding
