#include "handshake/handshake_secrets.h"

#include <algorithm>

#include "crypto/key_derivation.h"

namespace handoff_reference {

HandshakeSecrets::HandshakeSecrets(Credentials& credentials, const HandshakeNonce& client_nonce,
                                   const ChallengeToken& challenge, ByteView hello_bytes,
                                   ByteView challenge_bytes, const BindingsHash& bindings) {
  Sha256 hash;
  hash.Add(hello_bytes);  // each token contains its length, so the boundary is fixed
  hash.Add(challenge_bytes);
  hash.Add(bindings);
  const Digest transcript = hash.Finish();

  std::array<std::uint8_t, 2 * sizeof(HandshakeNonce)> nonces{};
  std::copy(client_nonce.begin(), client_nonce.end(), nonces.begin());
  std::copy(challenge.nonce.begin(), challenge.nonce.end(), nonces.begin() + client_nonce.size());

  const SecretKey handshake_key =
      HkdfExtract(nonces, credentials.StretchedPassword(challenge.salt, challenge.iterations));

  // Each proof has its own key, so that a client's proof is not accepted as the server's.
  const SecretKey client_key = HkdfExpand(handshake_key, "client proof", transcript);
  const SecretKey server_key = HkdfExpand(handshake_key, "server proof", transcript);
  client_proof = HmacSha256::Of(client_key, {transcript});
  server_proof = HmacSha256::Of(server_key, {transcript, client_proof});
  session_secret = HkdfExpand(handshake_key, "session", transcript);
}

}  // namespace handoff_reference
