#pragma once

#include "handshake/handshake.h"

namespace handoff_reference {

// The handshake behind AcceptSecurityContext: a challenge for the hello, then a check of the
// client's proof, then the server's proof.
//
// Every client that knows the password is accepted under the name in its hello. The server keeps no
// list of users: its credentials contain the one shared password.
class ServerHandshake : public Handshake {
 public:
  // `in_servers_process` states whether the access token can be created here.
  ServerHandshake(std::shared_ptr<Credentials> credentials, std::uint32_t requirements,
                  bool in_servers_process);

  SECURITY_STATUS Step(ByteView input, OutputToken& output) override;

 private:
  SECURITY_STATUS SendChallenge(ByteView input, OutputToken& output);
  SECURITY_STATUS CheckClient(ByteView input, OutputToken& output);
  // Throws SEC_E_BAD_BINDINGS.
  void RequireBindings(const BindingsHash& of_client) const;

  enum class State { kStart, kChallengeSent, kFinished };

  const bool in_servers_process_;
  const std::uint32_t bindings_requirements_;
  const Protection asked_;
  State state_ = State::kStart;
  HelloToken hello_;
  SecretBytes hello_bytes_;
  ChallengeToken challenge_;
};

}  // namespace handoff_reference
