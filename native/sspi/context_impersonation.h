#pragma once

#include <memory>
#include <utility>

#include "sspi/security_context.h"
#include "windows/impersonation.h"

namespace sspi {

// Lets the calling thread act as the context's client until the destructor runs.
class ContextImpersonation {
 public:
  static Result<ContextImpersonation> Begin(std::shared_ptr<SecurityContext> context);

  ContextImpersonation(ContextImpersonation&&) = default;
  ContextImpersonation& operator=(ContextImpersonation&&) = delete;
  ~ContextImpersonation();

 private:
  ContextImpersonation(std::shared_ptr<SecurityContext> context, windows::SavedImpersonation saved)
      : context_(std::move(context)), saved_(std::move(saved)) {}

  // Members are destroyed in reverse order. So the last reference to the context is released as the
  // caller, not as the client.
  std::shared_ptr<SecurityContext> context_;
  windows::SavedImpersonation saved_;
};

}  // namespace sspi
