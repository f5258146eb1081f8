#pragma once

#include "package/context.h"

namespace check_package {

// One side of a handshake.
class Party {
 public:
  explicit Party(Package& package) : context_(package) {}
  Party(const Party&) = delete;
  Party& operator=(const Party&) = delete;
  virtual ~Party() = default;

  // Performs one leg. The input is empty on a client's first leg. Returns SEC_E_OK if this side is
  // complete, SEC_I_CONTINUE_NEEDED if it waits for the other side, or the status of the failure.
  // Calls CompleteAuthToken where the package requires it.
  virtual SECURITY_STATUS Step(Bytes& input, Bytes& output) = 0;

  // The name of the function behind Step, for messages.
  virtual const char* step_function() const = 0;

  Context& context() { return context_; }

 protected:
  Context context_;
};

}  // namespace check_package
