#pragma once

#include <memory>
#include <utility>

#include "sspi/security_context.h"
#include "windows/impersonation.h"

namespace sspi {

// The calling thread acts as the context's client for as long as this lives.
class ContextImpersonation {
 public:
  static Result<ContextImpersonation> Begin(std::shared_ptr<SecurityContext> context);

  ContextImpersonation(ContextImpersonation&&) = default;
  ContextImpersonation& operator=(ContextImpersonation&&) = delete;
  ~ContextImpersonation();

 private:
  ContextImpersonation(std::shared_ptr<SecurityContext> context, windows::SavedImpersonation saved)
      : context_(std::move(context)), saved_(std::move(saved)) {}

  // Destroyed in reverse order: the context, if it is the last of it, as the caller and not as its
  // client.
  std::shared_ptr<SecurityContext> context_;
  windows::SavedImpersonation saved_;
};

}  // namespace sspi
