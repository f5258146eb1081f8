#include "binding/credentials.h"

#include <optional>

#include "binding/arguments.h"

namespace binding {

void Credentials::Register(Napi::Env env, Napi::Object exports, AddonData& data) {
  const Napi::Function constructor = DefineClass(
      env, kClassName,
      {StaticMethod<&Credentials::Acquire<Mode::kAsync>>("acquire"),
       StaticMethod<&Credentials::Acquire<Mode::kSync>>("acquireSync"), DisposeMethod()});
  data.credentials = Napi::Persistent(constructor);
  exports.Set(kClassName, constructor);
}

// (packageName, use, user | null, domain, password)
template <Mode mode>
Napi::Value Credentials::Acquire(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  std::optional<sspi::Identity> identity;
  if (!arguments.IsNull(2)) {
    identity.emplace(sspi::Identity{arguments.Text(2), arguments.Text(3), arguments.SecretText(4)});
  }
  return RunOperation<mode>(
      info.Env(),
      [package_name = arguments.Text(0), use = arguments.Uint32(1), identity = std::move(identity),
       open_handles = AddonData::Of(info.Env()).open_handles] {
        return sspi::Credentials::Acquire(package_name, use, identity, open_handles);
      },
      [](Napi::Env env, std::shared_ptr<sspi::Credentials>& credentials) -> Napi::Value {
        return Wrap(env, std::move(credentials));
      });
}

}  // namespace binding
