#include "context/context.h"

#include "status_error.h"

namespace handoff_reference {

Context::SessionUse::SessionUse(Context& context) : lock_(context.lock_), context_(context) {
  if (context.session_ == nullptr) throw StatusError(SEC_E_INVALID_HANDLE);
}

Context::Progress Context::Step(Role role, const Credentials* credentials,
                                const HandshakeInput& input, OutputToken& output) {
  const std::lock_guard<std::mutex> guard(lock_);
  if (handshake_ == nullptr || handshake_->role() != role) throw StatusError(SEC_E_INVALID_HANDLE);
  if (credentials != nullptr && credentials != handshake_->credentials().get()) {
    throw StatusError(SEC_E_WRONG_CREDENTIAL_HANDLE);
  }

  SECURITY_STATUS status = SEC_E_OK;
  try {
    if (input.bindings != kNoBindings) handshake_->SetBindings(input.bindings);
    status = handshake_->Step(input.token, output);
  } catch (const StatusError& error) {
    // A peer gets one attempt per nonce. An error of this side (a buffer that is too small, a call
    // out of order, no memory) can be corrected, and the call can be repeated.
    switch (error.status()) {
      case SEC_E_INVALID_TOKEN:
      case SEC_E_LOGON_DENIED:
      case SEC_E_BAD_BINDINGS:
        handshake_.reset();
        break;
      default:
        break;
    }
    throw;
  }
  const Progress progress{status, handshake_->flags(), handshake_->expiry()};
  TakeSession();
  return progress;
}

void Context::CompleteToken(SecBufferDesc* message) {
  const std::lock_guard<std::mutex> guard(lock_);
  if (handshake_ == nullptr) throw StatusError(SEC_E_INVALID_HANDLE);
  handshake_->CompleteToken(message);
  TakeSession();
}

void Context::TakeSession() {
  session_ = handshake_->TakeSession();
  if (session_ != nullptr) handshake_.reset();
}

bool Context::established() {
  const std::lock_guard<std::mutex> guard(lock_);
  return session_ != nullptr;
}

}  // namespace handoff_reference
