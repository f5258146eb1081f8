#pragma once

#include <array>

#include "bytes/byte_view.h"
#include "bytes/secret_bytes.h"
#include "credentials/credentials.h"
#include "crypto/digest.h"
#include "handshake/channel_bindings.h"
#include "session/context_names.h"

namespace handoff_reference {

// The four tokens of a handshake. Each starts with the same header:
//
//   4 bytes magic "HREF" | 1 byte version | 1 byte type | 2 bytes zero | 4 bytes length of the rest
//
// Decoding accepts exactly one whole token and throws SEC_E_INVALID_TOKEN for anything else.

// The maximum size of a token, which the package announces as cbMaxToken.
constexpr std::size_t kMaxTokenSize = 4096;

using HandshakeNonce = std::array<std::uint8_t, 32>;

// 1, client to server.
struct HelloToken {
  HandshakeNonce nonce{};
  std::uint32_t requirements = 0;  // the client's ISC_REQ_ flags
  ContextNames names;

  SecretBytes Encode() const;
  static HelloToken Decode(ByteView token);
};

// 2, server to client.
struct ChallengeToken {
  HandshakeNonce nonce{};
  PasswordSalt salt{};
  std::uint32_t iterations = 0;
  std::uint32_t granted = 0;  // the protection that both sides ask for, as ISC_RET_ flags

  SecretBytes Encode() const;
  static ChallengeToken Decode(ByteView token);
};

// 3, client to server.
struct ClientProofToken {
  BindingsHash bindings = kNoBindings;
  Digest proof;

  SecretBytes Encode() const;
  static ClientProofToken Decode(ByteView token);
};

// 4, server to client.
struct ServerProofToken {
  Digest proof;

  SecretBytes Encode() const;
  static ServerProofToken Decode(ByteView token);
};

constexpr std::size_t kTokenHeaderSize = 12;
constexpr std::size_t kClientProofTokenSize = kTokenHeaderSize + sizeof(BindingsHash) + 32;
constexpr std::size_t kServerProofTokenSize = kTokenHeaderSize + 32;

}  // namespace handoff_reference
