#pragma once

#include <napi.h>

#include <vector>

#include "sspi/security_package.h"

namespace binding {

// The security packages of the last enumeration, as the JavaScript objects that were made of them:
// that takes a hundred times as long as to ask Windows. Nobody can change the objects, so as long
// as Windows answers the same, they are given again.
class KnownPackages {
 public:
  // An outcome with the list.
  Napi::Object OutcomeOf(Napi::Env env, const sspi::PackageList& list);

 private:
  std::vector<sspi::SecurityPackage> packages_;
  Napi::ObjectReference outcome_;
};

}  // namespace binding
