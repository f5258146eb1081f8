#include "windows/impersonation.h"

#include <utility>

namespace windows {
namespace {

// No destructor, exit handler or JavaScript runs after this.
void EndProcess() {
  RaiseFailFastException(nullptr, nullptr, FAIL_FAST_GENERATE_EXCEPTION_ADDRESS);
  TerminateProcess(GetCurrentProcess(), ERROR_CANNOT_IMPERSONATE);
}

}  // namespace

Result<UniqueHandle> OpenThreadImpersonation(ACCESS_MASK access) {
  UniqueHandle token;
  if (!OpenThreadToken(GetCurrentThread(), access, TRUE, token.Receive()) &&
      GetLastError() != ERROR_NO_TOKEN) {
    return Win32Failure("OpenThreadToken");
  }
  return token;
}

Result<SavedImpersonation> SavedImpersonation::Save() {
  auto token = OpenThreadImpersonation(TOKEN_IMPERSONATE);
  if (!token.ok()) return token.failure();
  return SavedImpersonation(std::move(token.value()));
}

SavedImpersonation::SavedImpersonation(SavedImpersonation&& other) noexcept
    : token_(std::move(other.token_)),
      is_to_be_restored_(std::exchange(other.is_to_be_restored_, false)) {}

SavedImpersonation::~SavedImpersonation() {
  if (is_to_be_restored_ && !SetThreadToken(nullptr, token_.get())) EndProcess();
}

void EndImpersonation() {
  if (!SetThreadToken(nullptr, nullptr)) EndProcess();
}

Result<SavedImpersonation> Impersonate(HANDLE token) {
  auto saved = SavedImpersonation::Save();
  if (saved.ok() && !ImpersonateLoggedOnUser(token)) {
    return Win32Failure("ImpersonateLoggedOnUser");
  }
  return saved;
}

}  // namespace windows
