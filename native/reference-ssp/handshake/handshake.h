#pragma once

#include <memory>
#include <optional>

#include "handshake/handshake_secrets.h"
#include "handshake/output_token.h"
#include "session/session.h"

namespace handoff_reference {

// A context on its way. A step that throws leaves it as it was, so the same leg may be tried again;
// what a context does about a token that was refused is the context's affair.
class Handshake {
 public:
  virtual ~Handshake() = default;
  Handshake(const Handshake&) = delete;
  Handshake& operator=(const Handshake&) = delete;

  // Takes the peer's token, puts out the answer. SEC_E_OK, SEC_I_CONTINUE_NEEDED or, in DCE style,
  // SEC_I_COMPLETE_NEEDED and SEC_I_COMPLETE_AND_CONTINUE.
  virtual SECURITY_STATUS Step(ByteView input, OutputToken& output) = 0;

  // CompleteAuthToken: puts the proof that was held back into the token that went out without it.
  void CompleteToken(SecBufferDesc* message);

  // The finished session, handed out once; none as long as anything is left to be done.
  std::unique_ptr<Session> TakeSession();

  Role role() const { return role_; }
  std::uint32_t flags() const { return flags_; }
  FileTime expiry() const { return session_ != nullptr ? session_->state().expiry : kNever; }
  const std::shared_ptr<Credentials>& credentials() const { return credentials_; }

 protected:
  Handshake(Role role, std::shared_ptr<Credentials> credentials, std::uint32_t flags,
            bool dce_style);

  // The proof in `output`, or held back. Tells which: SEC_E_OK or SEC_I_COMPLETE_NEEDED. Room for
  // it has been reserved.
  SECURITY_STATUS PutProof(ProofToken::From from, const Digest& proof, OutputToken& output);

  std::unique_ptr<Session> MakeSession(const SecretKey& secret, ContextNames names,
                                       AccessToken access_token) const;

  bool proof_held_back() const { return held_back_.has_value(); }
  void Grant(std::uint32_t flags) { flags_ |= flags; }
  void Finish(std::unique_ptr<Session> session) { session_ = std::move(session); }

 private:
  struct HeldBackProof {
    SecretBytes blank;
    SecretBytes complete;
  };

  const Role role_;
  const std::shared_ptr<Credentials> credentials_;
  std::uint32_t flags_;
  const bool dce_style_;
  std::optional<HeldBackProof> held_back_;
  std::unique_ptr<Session> session_;
};

}  // namespace handoff_reference
