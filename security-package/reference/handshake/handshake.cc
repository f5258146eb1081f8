#include "handshake/handshake.h"

#include <cstring>

#include "handshake/token_buffer.h"
#include "status_error.h"

namespace handoff_reference {

namespace {

constexpr FileTime kSessionLifespan = 10 * kHour;

}  // namespace

Handshake::Handshake(Role role, std::shared_ptr<Credentials> credentials, std::uint32_t flags,
                     bool dce_style)
    : role_(role), credentials_(std::move(credentials)), flags_(flags), dce_style_(dce_style) {}

void Handshake::CompleteToken(SecBufferDesc* message) {
  if (!held_back_) throw StatusError(SEC_E_INVALID_HANDLE);
  const SecBuffer* token = FindTokenBuffer(message);
  const SecretBytes& blank = held_back_->blank;
  const bool is_ours = token != nullptr && token->pvBuffer != nullptr &&
                       token->cbBuffer >= blank.size() &&
                       std::memcmp(token->pvBuffer, blank.data(), blank.size()) == 0;
  if (!is_ours) throw StatusError(SEC_E_INVALID_TOKEN);
  std::memcpy(token->pvBuffer, held_back_->complete.data(), blank.size());
  held_back_.reset();
}

std::unique_ptr<Session> Handshake::TakeSession() {
  if (held_back_) return nullptr;
  return std::move(session_);
}

SECURITY_STATUS Handshake::PutProof(SecretBytes complete, SecretBytes blank, OutputToken& output) {
  if (!dce_style_) {
    output.Write(complete);
    return SEC_E_OK;
  }
  output.Write(blank);
  held_back_ = HeldBackProof{std::move(blank), std::move(complete)};
  return SEC_I_COMPLETE_NEEDED;
}

std::unique_ptr<Session> Handshake::MakeSession(const SecretKey& secret, ContextNames names,
                                                AccessToken access_token) const {
  SessionState state;
  state.role = role_;
  state.flags = flags_;
  state.start = Now();
  state.expiry = state.start + kSessionLifespan;
  state.secret = secret;
  state.names = std::move(names);
  return std::make_unique<Session>(std::move(state), std::move(access_token));
}

}  // namespace handoff_reference
