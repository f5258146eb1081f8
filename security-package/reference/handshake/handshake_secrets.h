#pragma once

#include "bytes/byte_view.h"
#include "crypto/digest.h"
#include "handshake/handshake_token.h"

namespace handoff_reference {

// Each side computes these from its own copy of the password when it knows the challenge and the
// client's channel bindings. The nonces make them new in every handshake. The transcript consists
// of both tokens as they were sent and of the hash of the bindings. So the proofs authenticate the
// names and flags in the hello, the salt, count and flags in the challenge, and the bindings.
struct HandshakeSecrets {
  HandshakeSecrets(Credentials& credentials, const HandshakeNonce& client_nonce,
                   const ChallengeToken& challenge, ByteView hello_bytes, ByteView challenge_bytes,
                   const BindingsHash& bindings);

  Digest client_proof;
  Digest server_proof;
  SecretKey session_secret;
};

}  // namespace handoff_reference
