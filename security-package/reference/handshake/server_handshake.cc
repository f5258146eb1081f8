#include "handshake/server_handshake.h"

#include "crypto/random_bytes.h"
#include "status_error.h"

namespace handoff_reference {

namespace {

// Granted to every client, because every handshake of this package has them.
constexpr std::uint32_t kAlwaysGranted = ASC_RET_MUTUAL_AUTH | ASC_RET_CONNECTION;

bool IsDceStyle(std::uint32_t requirements) { return (requirements & ASC_REQ_USE_DCE_STYLE) != 0; }

constexpr std::uint32_t kBindingsRequirements =
    ASC_REQ_ALLOW_MISSING_BINDINGS | ASC_REQ_PROXY_BINDINGS;

}  // namespace

ServerHandshake::ServerHandshake(std::shared_ptr<Credentials> credentials,
                                 std::uint32_t requirements, bool in_servers_process)
    : Handshake(Role::kServer, std::move(credentials), kAlwaysGranted, IsDceStyle(requirements)),
      in_servers_process_(in_servers_process),
      bindings_requirements_(requirements & kBindingsRequirements),
      asked_(Protection::FromFlags(Role::kServer, requirements)) {
  if ((requirements & ASC_REQ_DATAGRAM) != 0) throw StatusError(SEC_E_UNSUPPORTED_FUNCTION);
  // Microsoft Learn, AcceptSecurityContext (General): these two exclude each other.
  if (bindings_requirements_ == kBindingsRequirements) {
    throw StatusError(SEC_E_UNSUPPORTED_FUNCTION);
  }

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
  const Protection granted =
      Common(asked_, Protection::FromFlags(Role::kClient, hello.requirements));
  ChallengeToken challenge = challenge_;
  challenge.granted = granted.ToFlags(Role::kClient);
  const SecretBytes token = challenge.Encode();
  output.Reserve(token.size());
  output.Write(token);

  challenge_ = challenge;
  Grant(granted.ToFlags(Role::kServer));
  hello_ = std::move(hello);
  hello_bytes_ = std::move(hello_bytes);
  if ((hello_.requirements & ISC_REQ_IDENTIFY) != 0) Grant(ASC_RET_IDENTIFY);
  state_ = State::kChallengeSent;
  return SEC_I_CONTINUE_NEEDED;
}

SECURITY_STATUS ServerHandshake::CheckClient(ByteView input, OutputToken& output) {
  const ClientProofToken token = ClientProofToken::Decode(input);
  output.Reserve(kServerProofTokenSize);

  const HandshakeSecrets secrets(*credentials(), hello_.nonce, challenge_, hello_bytes_,
                                 challenge_.Encode(), token.bindings);
  if (!EqualInConstantTime(token.proof, secrets.client_proof)) {
    throw StatusError(SEC_E_LOGON_DENIED);
  }
  RequireBindings(token.bindings);

  AccessToken access_token = in_servers_process_ ? AccessToken::ForClient(flags()) : AccessToken();
  auto session = MakeSession(secrets.session_secret, hello_.names, std::move(access_token));

  const SECURITY_STATUS put = PutProof(ServerProofToken{secrets.server_proof}, output);
  Finish(std::move(session));
  state_ = State::kFinished;
  return put;
}

// security-package/README.md states the rules and their source. Runs after the check of the proof,
// so altered bindings are SEC_E_LOGON_DENIED and are not compared.
void ServerHandshake::RequireBindings(const BindingsHash& of_client) const {
  const bool allow_missing = (bindings_requirements_ & ASC_REQ_ALLOW_MISSING_BINDINGS) != 0;
  const bool require_any = (bindings_requirements_ & ASC_REQ_PROXY_BINDINGS) != 0;
  const bool has_own = bindings() != kNoBindings;
  const bool accepted = of_client == kNoBindings ? allow_missing || (!has_own && !require_any)
                                                 : !has_own || of_client == bindings();
  if (!accepted) throw StatusError(SEC_E_BAD_BINDINGS);
}

}  // namespace handoff_reference
