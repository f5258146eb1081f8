#include "binding/context_attributes.h"

#include "binding/outcome.h"
#include "binding/security_packages.h"
#include "sspi/context_attributes.h"

namespace binding {
namespace {

Napi::Value ToValue(Napi::Env env, const std::wstring& text) { return ToJs(env, text); }

Napi::Value ToValue(Napi::Env env, const sspi::SecurityPackage& package) {
  return ToJs(env, package);
}

Napi::Value ToValue(Napi::Env env, const SecPkgContext_Sizes& sizes) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("maxToken", sizes.cbMaxToken);
  object.Set("maxSignature", sizes.cbMaxSignature);
  object.Set("blockSize", sizes.cbBlockSize);
  object.Set("securityTrailer", sizes.cbSecurityTrailer);
  return object;
}

template <auto query>
Napi::Value Answer(Napi::Env env, CtxtHandle* context) {
  auto result = query(context);
  if (!result.ok()) return Failed(env, result.failure());
  return Success(env, ToValue(env, result.value()));
}

struct Attribute {
  const char* name;
  Napi::Value (*answer)(Napi::Env env, CtxtHandle* context);
};

constexpr Attribute kAttributes[] = {
    {"names", Answer<sspi::QueryNames>},
    {"packageInfo", Answer<sspi::QueryPackageInfo>},
    {"sizes", Answer<sspi::QuerySizes>},
};

}  // namespace

Napi::Value QueryAttribute(Napi::Env env, sspi::SecurityContext& context, const std::string& name) {
  for (const Attribute& attribute : kAttributes) {
    if (name == attribute.name) {
      return context.Exclusively([&](CtxtHandle* handle) { return attribute.answer(env, handle); });
    }
  }
  throw Napi::TypeError::New(env, "There is no context attribute named " + name);
}

}  // namespace binding
