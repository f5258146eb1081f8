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

  // Channel bindings may come with any call. The last that came before the client's proof is made
  // or checked are the ones that count.
  void SetBindings(const BindingsHash& bindings) { bindings_ = bindings; }

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

  // Writes a token with its proof to `output`, for which room has been reserved: SEC_E_OK. In DCE
  // style the token goes out with zeroes in the proof's place, and the proof is held back:
  // SEC_I_COMPLETE_NEEDED.
  template <typename Token>
  SECURITY_STATUS PutProof(const Token& token, OutputToken& output) {
    Token blank = token;
    blank.proof = Digest();
    return PutProof(token.Encode(), blank.Encode(), output);
  }

  std::unique_ptr<Session> MakeSession(const SecretKey& secret, ContextNames names,
                                       AccessToken access_token) const;

  const BindingsHash& bindings() const { return bindings_; }
  bool proof_held_back() const { return held_back_.has_value(); }
  void Grant(std::uint32_t flags) { flags_ |= flags; }
  void Finish(std::unique_ptr<Session> session) { session_ = std::move(session); }

 private:
  struct HeldBackProof {
    SecretBytes blank;
    SecretBytes complete;
  };

  SECURITY_STATUS PutProof(SecretBytes complete, SecretBytes blank, OutputToken& output);

  const Role role_;
  const std::shared_ptr<Credentials> credentials_;
  std::uint32_t flags_;
  const bool dce_style_;
  BindingsHash bindings_ = kNoBindings;
  std::optional<HeldBackProof> held_back_;
  std::unique_ptr<Session> session_;
};

}  // namespace handoff_reference
