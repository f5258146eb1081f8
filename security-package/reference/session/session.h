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

// The content of a packed context: a session without its access token.
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

// An established session, which protects messages. Not thread safe: its context locks it.
//
// Signing and sealing share one number per direction, so both kinds of message have one order. The
// receiver checks the integrity of a message first and its number second. So a wrong number means a
// replay or a loss, never an altered bit. A refused message does not change the expected number.
//
// A context refuses a protection that was not granted: SEC_E_QOP_NOT_SUPPORTED. Microsoft Learn
// documents this status for a context without integrity (MakeSignature, VerifySignature), and for a
// context with neither integrity nor confidentiality (EncryptMessage, DecryptMessage). Learn does
// not describe EncryptMessage on a context with integrity only. This package refuses it, and does
// not send a readable message that the caller did not ask for.
class Session {
 public:
  Session(SessionState state, AccessToken access_token);

  // Qualities of protection are 0 and, for Seal and Unseal, SECQOP_WRAP_NO_ENCRYPT: the message is
  // authenticated and stays readable. Any other is SEC_E_QOP_NOT_SUPPORTED. Sign, Verify and
  // SECQOP_WRAP_NO_ENCRYPT need INTEGRITY. Encryption and decryption need CONFIDENTIALITY.
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
