#pragma once

#include <napi.h>

#include <initializer_list>
#include <utility>

#include "binding/outcome.h"

namespace binding {

// Calls a JavaScript function while the thread impersonates. This is the only place where native
// code calls back into JavaScript. Impersonation is a property of this thread, which runs all of
// the environment's JavaScript, so JavaScript must not decide when it ends. The destructor of
// `impersonation` ends it before any other JavaScript can run, even if the function throws or its
// worker thread is terminated.
//
// `Impersonation` is an owner whose destructor reverts the thread.
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
