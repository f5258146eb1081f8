#include "binding/security_packages.h"

#include "binding/addon_data.h"
#include "binding/arguments.h"
#include "binding/operation.h"

namespace binding {
namespace {

Napi::Value EnumerateSecurityPackages(const Napi::CallbackInfo& info) {
  return RunOperation<Mode::kAsync>(
      info.Env(), [] { return sspi::EnumeratePackages(); },
      [](Napi::Env env, const sspi::PackageList& list) -> Napi::Value {
        return AddonData::Of(env).known_packages.OutcomeOf(env, list).Get("value");
      });
}

Napi::Value EnumerateSecurityPackagesSync(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  auto list = sspi::EnumeratePackages();
  if (!list.ok()) return Failed(env, list.failure());
  return AddonData::Of(env).known_packages.OutcomeOf(env, list.value());
}

template <Mode mode>
Napi::Value QuerySecurityPackageInfo(const Napi::CallbackInfo& info) {
  return RunOperation<mode>(
      info.Env(), [name = Arguments(info).Text(0)] { return sspi::QueryPackage(name); },
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
  exports.Set("enumerateSecurityPackages", Napi::Function::New<EnumerateSecurityPackages>(env));
  exports.Set("enumerateSecurityPackagesSync",
              Napi::Function::New<EnumerateSecurityPackagesSync>(env));
  exports.Set("querySecurityPackageInfo",
              Napi::Function::New<QuerySecurityPackageInfo<Mode::kAsync>>(env));
  exports.Set("querySecurityPackageInfoSync",
              Napi::Function::New<QuerySecurityPackageInfo<Mode::kSync>>(env));
}

}  // namespace binding
