#include "handshake/server_handshake.h"

#include "crypto/random_bytes.h"
#include "status_error.h"

namespace handoff_reference {

namespace {

constexpr std::uint32_t kGrantedFlags = ASC_RET_MUTUAL_AUTH | ASC_RET_REPLAY_DETECT |
                                        ASC_RET_SEQUENCE_DETECT | ASC_RET_CONFIDENTIALITY |
                                        ASC_RET_CONNECTION | ASC_RET_INTEGRITY;

bool IsDceStyle(std::uint32_t requirements) { return (requirements & ASC_REQ_USE_DCE_STYLE) != 0; }

}  // namespace

ServerHandshake::ServerHandshake(std::shared_ptr<Credentials> credentials,
                                 std::uint32_t requirements, bool in_servers_process)
    : Handshake(Role::kServer, std::move(credentials), kGrantedFlags, IsDceStyle(requirements)),
      in_servers_process_(in_servers_process) {
  if ((requirements & ASC_REQ_DATAGRAM) != 0) throw StatusError(SEC_E_UNSUPPORTED_FUNCTION);

  if (IsDceStyle(requirements)) Grant(ASC_RET_USED_DCE_STYLE);
  FillRandom(challenge_.nonce);
  challenge_.salt = this->credentials()->salt();
  challenge_.iterations = kPasswordIterations;
}

SECURITY_STATUS ServerHandshake::Step(ByteView input, OutputToken& output) {
  switch (state_) {
    case State::kStart:
      return SendChallenge(input, output);
    case State::kChallengeSent:
      return CheckClient(input, output);
    case State::kFinished:
      break;
  }
  throw StatusError(SEC_E_INVALID_HANDLE);
}

SECURITY_STATUS ServerHandshake::SendChallenge(ByteView input, OutputToken& output) {
  SecretBytes hello_bytes(input.data(), input.data() + input.size());
  HelloToken hello = HelloToken::Decode(hello_bytes);
  const SecretBytes token = challenge_.Encode();
  output.Reserve(token.size());
  output.Write(token);

  hello_ = std::move(hello);
  hello_bytes_ = std::move(hello_bytes);
  if ((hello_.requirements & ISC_REQ_IDENTIFY) != 0) Grant(ASC_RET_IDENTIFY);
  state_ = State::kChallengeSent;
  return SEC_I_CONTINUE_NEEDED;
}

SECURITY_STATUS ServerHandshake::CheckClient(ByteView input, OutputToken& output) {
  const Digest proof = ProofToken::Decode(ProofToken::From::kClient, input);
  output.Reserve(kProofTokenSize);

  const HandshakeSecrets secrets(*credentials(), hello_.nonce, challenge_, hello_bytes_,
                                 challenge_.Encode());
  if (!EqualInConstantTime(proof, secrets.client_proof)) throw StatusError(SEC_E_LOGON_DENIED);

  AccessToken access_token = in_servers_process_ ? AccessToken::ForClient(flags()) : AccessToken();
  auto session = MakeSession(secrets.session_secret, hello_.names, std::move(access_token));

  const SECURITY_STATUS put = PutProof(ProofToken::From::kServer, secrets.server_proof, output);
  Finish(std::move(session));
  state_ = State::kFinished;
  return put;
}

}  // namespace handoff_reference
