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
  // For what the package itself may keep of it. What it answers decides nothing: it may refuse a
  // context that was exported or has expired meanwhile, and may know nothing of an outer
  // impersonation. The thread's token counts, which saved_ then sets, or the process ends.
  context_->Exclusively(RevertSecurityContext);
}

}  // namespace sspi
