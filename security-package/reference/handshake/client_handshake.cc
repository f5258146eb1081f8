#include "handshake/client_handshake.h"

#include "crypto/random_bytes.h"
#include "status_error.h"

namespace handoff_reference {

namespace {

// Granted to every client, because every handshake of this package has them.
constexpr std::uint32_t kAlwaysGranted = ISC_RET_MUTUAL_AUTH | ISC_RET_CONNECTION;

// The server chooses the count, and is not yet authenticated. With a count below the package's own,
// a false server would receive a proof that is cheap to guess against. With a count far above, it
// could make the client compute for minutes.
constexpr std::uint32_t kMaxPasswordIterations = 1'000'000;

// A server must not grant more flags than the client asked for, or flags that the client does not
// know.
bool IsSubset(std::uint32_t flags, std::uint32_t of_flags) { return (flags & ~of_flags) == 0; }

bool IsDceStyle(std::uint32_t requirements) { return (requirements & ISC_REQ_USE_DCE_STYLE) != 0; }

}  // namespace

ClientHandshake::ClientHandshake(std::shared_ptr<Credentials> credentials, std::wstring target,
                                 std::uint32_t requirements)
    : Handshake(Role::kClient, std::move(credentials), kAlwaysGranted, IsDceStyle(requirements)) {
  if ((requirements & ISC_REQ_DATAGRAM) != 0) throw StatusError(SEC_E_UNSUPPORTED_FUNCTION);
  if (target.size() > kMaxTargetLength) throw StatusError(SEC_E_TARGET_UNKNOWN);

  if (IsDceStyle(requirements)) Grant(ISC_RET_USED_DCE_STYLE);
  if ((requirements & ISC_REQ_IDENTIFY) != 0) Grant(ISC_RET_IDENTIFY);
  FillRandom(hello_.nonce);
  hello_.requirements = requirements;
  hello_.names = {this->credentials()->user(), this->credentials()->domain(), std::move(target)};
}

SECURITY_STATUS ClientHandshake::Step(ByteView input, OutputToken& output) {
  switch (state_) {
    case State::kStart:
      return SendHello(input, output);
    case State::kHelloSent:
      return AnswerChallenge(input, output);
    case State::kProofSent:
      return CheckServer(input);
    case State::kFinished:
      break;
  }
  throw StatusError(SEC_E_INVALID_HANDLE);
}

SECURITY_STATUS ClientHandshake::SendHello(ByteView input, OutputToken& output) {
  if (!input.empty()) throw StatusError(SEC_E_INVALID_TOKEN);
  const SecretBytes token = hello_.Encode();
  output.Reserve(token.size());
  output.Write(token);
  state_ = State::kHelloSent;
  return SEC_I_CONTINUE_NEEDED;
}

SECURITY_STATUS ClientHandshake::AnswerChallenge(ByteView input, OutputToken& output) {
  const ChallengeToken challenge = ChallengeToken::Decode(input);
  if (challenge.iterations < kPasswordIterations || challenge.iterations > kMaxPasswordIterations) {
    throw StatusError(SEC_E_INVALID_TOKEN);
  }
  const Protection asked = Protection::FromFlags(Role::kClient, hello_.requirements);
  if (!IsSubset(challenge.granted, asked.ToFlags(Role::kClient))) {
    throw StatusError(SEC_E_INVALID_TOKEN);
  }
  output.Reserve(kClientProofTokenSize);

  HandshakeSecrets secrets(*credentials(), hello_.nonce, challenge, hello_.Encode(), input,
                           bindings());
  const SECURITY_STATUS put = PutProof(ClientProofToken{bindings(), secrets.client_proof}, output);
  secrets_ = secrets;
  Grant(Protection::FromFlags(Role::kClient, challenge.granted).ToFlags(Role::kClient));
  state_ = State::kProofSent;
  return put == SEC_E_OK ? SEC_I_CONTINUE_NEEDED : SEC_I_COMPLETE_AND_CONTINUE;
}

SECURITY_STATUS ClientHandshake::CheckServer(ByteView input) {
  if (proof_held_back()) throw StatusError(SEC_E_INVALID_HANDLE);
  const ServerProofToken token = ServerProofToken::Decode(input);
  if (!EqualInConstantTime(token.proof, secrets_->server_proof))
    throw StatusError(SEC_E_LOGON_DENIED);

  Finish(MakeSession(secrets_->session_secret, hello_.names, AccessToken()));
  secrets_.reset();
  state_ = State::kFinished;
  return SEC_E_OK;
}

}  // namespace handoff_reference
