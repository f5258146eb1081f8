#pragma once

#include "crypto/aes_gcm.h"
#include "session/access_token.h"
#include "session/context_names.h"
#include "session/file_time.h"
#include "session/message_buffers.h"
#include "session/protection.h"
#include "session/received_messages.h"
#include "session/session_keys.h"

namespace handoff_reference {

constexpr std::size_t kSequenceSize = 8;
constexpr std::size_t kSignatureSize = kSequenceSize + 32;  // number, HMAC
// header, nonce, tag
constexpr std::size_t kSealHeaderSize = 1 + kSequenceSize;
constexpr std::size_t kSealTrailerSize = kSealHeaderSize + kGcmNonceSize + kGcmTagSize;

// All that a session is, apart from its access token: what a packed context holds.
struct SessionState {
  Role role = Role::kClient;
  std::uint32_t flags = 0;  // ISC_RET_ or ASC_RET_ by role
  FileTime start = 0;
  FileTime expiry = 0;
  std::uint64_t send_sequence = 0;
  ReceivedMessages received;
  SecretKey secret;
  ContextNames names;
};

// A context after its handshake: protects messages. Not thread safe; its context locks it.
//
// Signing and sealing share one number per direction, so the two kinds of message have one order.
// Receiving checks a message's integrity first and its number second: a wrong number then is a
// replay or a loss, never a bit flipped in the number. A refused message leaves the expected number
// alone.
//
// A context that was not granted a protection does not have it, and says so:
// SEC_E_QOP_NOT_SUPPORTED. Microsoft Learn gives this status for a context without integrity
// (MakeSignature, VerifySignature), and for a context with neither integrity nor confidentiality
// (EncryptMessage, DecryptMessage). Learn does not say what EncryptMessage does on a context with
// integrity only. This one refuses to encrypt, and does not send a readable message that nobody
// asked for.
class Session {
 public:
  Session(SessionState state, AccessToken access_token);

  // Qualities of protection are 0, and for Seal and Unseal SECQOP_WRAP_NO_ENCRYPT too: the message
  // is authenticated, and can be read by anybody. Any other is SEC_E_QOP_NOT_SUPPORTED. Sign and
  // Verify need INTEGRITY, as does SECQOP_WRAP_NO_ENCRYPT; to encrypt and decrypt needs
  // CONFIDENTIALITY.
  void Sign(SecBufferDesc* message, ULONG quality);
  ULONG Verify(SecBufferDesc* message);
  void Seal(SecBufferDesc* message, ULONG quality);
  ULONG Unseal(SecBufferDesc* message);

  // Throws SEC_E_CONTEXT_EXPIRED.
  void RequireUnexpired() const;

  const SessionState& state() const { return state_; }
  const Protection& protection() const { return protection_; }
  const AccessToken& access_token() const { return access_token_; }
  const SecretKey& session_key() const { return keys_.exported; }

 private:
  void RequireSendable() const;
  void AcceptSequence(ByteView sequence);

  SessionState state_;
  const Protection protection_;
  SessionKeys keys_;
  AccessToken access_token_;
};

}  // namespace handoff_reference
