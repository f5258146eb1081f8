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

  // One leg; an empty input on a client's first. Returns SEC_E_OK when this side is done,
  // SEC_I_CONTINUE_NEEDED when it waits for the other, or why it failed. What is to be completed
  // with CompleteAuthToken has been.
  virtual SECURITY_STATUS Step(Bytes& input, Bytes& output) = 0;

  // The function behind Step, for messages.
  virtual const char* step_function() const = 0;

  Context& context() { return context_; }

 protected:
  Context context_;
};

}  // namespace check_package
