#include "binding/known_packages.h"

#include <algorithm>
#include <utility>

#include "binding/outcome.h"
#include "binding/security_packages.h"

namespace binding {

Napi::Object KnownPackages::OutcomeOf(Napi::Env env, const sspi::PackageList& list) {
  const bool are_known = !outcome_.IsEmpty() &&
                         std::equal(packages_.begin(), packages_.end(), list.begin(), list.end());
  if (are_known) return outcome_.Value();

  std::vector<sspi::SecurityPackage> packages(list.begin(), list.end());
  Napi::Array array = Napi::Array::New(env, packages.size());
  std::uint32_t index = 0;
  for (const auto& package : packages) {
    Napi::Object object = ToJs(env, package);
    object.Freeze();
    array.Set(index++, object);
  }
  array.Freeze();
  outcome_ = Napi::Persistent(Success(env, array));
  packages_ = std::move(packages);
  return outcome_.Value();
}

}  // namespace binding
