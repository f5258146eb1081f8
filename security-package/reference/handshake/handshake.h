#pragma once

#include <memory>
#include <optional>

#include "handshake/handshake_secrets.h"
#include "handshake/output_token.h"
#include "session/session.h"

namespace handoff_reference {

// A handshake in progress. A step that throws leaves it unchanged, so the same leg may be repeated.
// The context decides how to continue after a refused token.
class Handshake {
 public:
  virtual ~Handshake() = default;
  Handshake(const Handshake&) = delete;
  Handshake& operator=(const Handshake&) = delete;

  // Channel bindings may come with any call. The last ones before the client's proof is created or
  // checked count.
  void SetBindings(const BindingsHash& bindings) { bindings_ = bindings; }

  // Reads the peer's token and writes the answer. Returns SEC_E_OK, SEC_I_CONTINUE_NEEDED or, in
  // DCE style, SEC_I_COMPLETE_NEEDED and SEC_I_COMPLETE_AND_CONTINUE.
  virtual SECURITY_STATUS Step(ByteView input, OutputToken& output) = 0;

  // CompleteAuthToken: writes the withheld proof into the token that was sent without it.
  void CompleteToken(SecBufferDesc* message);

  // Returns the finished session once, or nothing while the handshake is incomplete.
  std::unique_ptr<Session> TakeSession();

  Role role() const { return role_; }
  std::uint32_t flags() const { return flags_; }
  FileTime expiry() const { return session_ != nullptr ? session_->state().expiry : kNever; }
  const std::shared_ptr<Credentials>& credentials() const { return credentials_; }

 protected:
  Handshake(Role role, std::shared_ptr<Credentials> credentials, std::uint32_t flags,
            bool dce_style);

  // Writes a token with its proof to `output`, whose room was reserved before, and returns
  // SEC_E_OK. In DCE style the proof is withheld: the token contains zeroes in its place, and the
  // result is SEC_I_COMPLETE_NEEDED.
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
