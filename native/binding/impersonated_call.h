#pragma once

#include <napi.h>

#include <initializer_list>
#include <utility>

#include "binding/outcome.h"

namespace binding {

// Calls a JavaScript function while the thread impersonates. The one place where native code calls
// back into JavaScript, and why it must: impersonation is a property of this very thread, which
// runs all of the environment's JavaScript, so that its end may not be left to JavaScript. Here the
// stack sees to it. However the function ends (it returns, it throws, its worker thread is
// terminated in the middle of it), `impersonation` is destroyed before any other JavaScript can
// run.
//
// `Impersonation` is what its owner, destroyed, reverts.
template <typename Impersonation>
Napi::Value CallImpersonated(Napi::Function action, windows::Result<Impersonation> impersonation) {
  const Napi::Env env = action.Env();
  if (!impersonation.ok()) return Failed(env, impersonation.failure());
  Napi::Value value;
  {
    const Impersonation reverting(std::move(impersonation.value()));
    value = action.Call(std::initializer_list<napi_value>{});
  }
  return Success(env, value);
}

}  // namespace binding
