#pragma once

#include "bytes/byte_view.h"
#include "crypto/digest.h"
#include "handshake/handshake_token.h"

namespace handoff_reference {

// What both sides compute once the challenge is known, each from its own copy of the password. The
// nonces make them new in every handshake; the transcript, both tokens as they crossed the wire,
// ties them to the names and flags in the hello and to the salt and count in the challenge.
struct HandshakeSecrets {
  HandshakeSecrets(Credentials& credentials, const HandshakeNonce& client_nonce,
                   const ChallengeToken& challenge, ByteView hello_bytes, ByteView challenge_bytes);

  Digest client_proof;
  Digest server_proof;
  SecretKey session_secret;
};

}  // namespace handoff_reference
