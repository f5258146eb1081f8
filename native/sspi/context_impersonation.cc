#include "sspi/context_impersonation.h"

namespace sspi {

Result<ContextImpersonation> ContextImpersonation::Begin(std::shared_ptr<SecurityContext> context) {
  auto saved = windows::SavedImpersonation::Save();
  if (!saved.ok()) return saved.failure();
  const SECURITY_STATUS status = context->Exclusively(ImpersonateSecurityContext);
  if (status != SEC_E_OK) return SecurityFailure("ImpersonateSecurityContext", status);
  return ContextImpersonation(std::move(context), std::move(saved.value()));
}

ContextImpersonation::~ContextImpersonation() {
  if (!context_) return;
  // Lets the package end its own part. Its status is ignored: the package may refuse a context that
  // was exported or has expired, and may not know an outer impersonation. Only the thread's token
  // matters. `saved_` restores it or ends the process.
  context_->Exclusively(RevertSecurityContext);
}

}  // namespace sspi
