#pragma once

#include "handshake/handshake.h"

namespace handoff_reference {

// The handshake behind InitializeSecurityContext: a hello, then a proof for the challenge, then a
// check of the server's proof.
class ClientHandshake : public Handshake {
 public:
  ClientHandshake(std::shared_ptr<Credentials> credentials, std::wstring target,
                  std::uint32_t requirements);

  SECURITY_STATUS Step(ByteView input, OutputToken& output) override;

 private:
  SECURITY_STATUS SendHello(ByteView input, OutputToken& output);
  SECURITY_STATUS AnswerChallenge(ByteView input, OutputToken& output);
  SECURITY_STATUS CheckServer(ByteView input);

  enum class State { kStart, kHelloSent, kProofSent, kFinished };

  State state_ = State::kStart;
  HelloToken hello_;
  std::optional<HandshakeSecrets> secrets_;
};

}  // namespace handoff_reference
