#include "session/session.h"

#include <algorithm>

#include "crypto/digest.h"
#include "crypto/random_bytes.h"
#include "status_error.h"

namespace handoff_reference {

namespace {

// The number of random nonces that NIST SP 800-38D allows for one key.
constexpr std::uint64_t kMaxMessages = 1ull << 32;

using SequenceBytes = std::array<std::uint8_t, kSequenceSize>;

SequenceBytes ToBigEndian(std::uint64_t sequence) {
  SequenceBytes bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<std::uint8_t>(sequence >> (8 * (bytes.size() - 1 - i)));
  }
  return bytes;
}

std::uint64_t FromBigEndian(ByteView bytes) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) number = number << 8 | bytes.data()[i];
  return number;
}

void Require(bool is_granted) {
  if (!is_granted) throw StatusError(SEC_E_QOP_NOT_SUPPORTED);
}

Digest Signature(const SecretKey& key, ByteView sequence, const MessageBuffers& message) {
  HmacSha256 hmac(key);
  hmac.Add(sequence);
  for (const ByteView data : message.AllData()) hmac.Add(data);
  return hmac.Finish();
}

// The start of a sealed message's trailer.
using SealHeader = std::array<std::uint8_t, kSealHeaderSize>;

constexpr std::uint8_t kEncrypted = 0;
constexpr std::uint8_t kNotEncrypted = 1;

SealHeader MakeSealHeader(std::uint8_t protection, std::uint64_t sequence) {
  const SequenceBytes number = ToBigEndian(sequence);
  SealHeader header{protection};
  std::copy(number.begin(), number.end(), header.begin() + 1);
  return header;
}

SecretBytes AssociatedData(ByteView header, const std::vector<ByteView>& message) {
  SecretBytes associated(header.data(), header.data() + header.size());
  for (const ByteView data : message) {
    associated.insert(associated.end(), data.data(), data.data() + data.size());
  }
  return associated;
}

}  // namespace

Session::Session(SessionState state, AccessToken access_token)
    : state_(std::move(state)),
      protection_(Protection::FromFlags(state_.role, state_.flags)),
      keys_(state_.secret, state_.role),
      access_token_(std::move(access_token)) {}

void Session::Sign(SecBufferDesc* buffers, ULONG quality) {
  Require(quality == 0 && protection_.integrity);
  RequireSendable();
  MessageBuffers message(buffers);
  message.RequireTrailerSpace(kSignatureSize);

  const SequenceBytes sequence = ToBigEndian(state_.send_sequence);
  message.WriteTrailer({sequence, Signature(keys_.send_sign, sequence, message)});
  ++state_.send_sequence;
}

ULONG Session::Verify(SecBufferDesc* buffers) {
  Require(protection_.integrity);
  RequireUnexpired();
  MessageBuffers message(buffers);
  const SecretBytes trailer = message.TakeTrailer(kSignatureSize);
  const ByteView sequence = ByteView(trailer).First(kSequenceSize);
  const ByteView signature = ByteView(trailer).From(kSequenceSize);

  if (!EqualInConstantTime(Signature(keys_.receive_sign, sequence, message), signature)) {
    throw StatusError(SEC_E_MESSAGE_ALTERED);
  }
  AcceptSequence(sequence);
  message.Deliver();
  return 0;
}

void Session::Seal(SecBufferDesc* buffers, ULONG quality) {
  Require(quality == SECQOP_WRAP_NO_ENCRYPT ? protection_.integrity
                                            : quality == 0 && protection_.confidentiality);
  RequireSendable();
  MessageBuffers message(buffers);
  message.RequireTrailerSpace(kSealTrailerSize);

  // The nonce is random and not the sequence number. An export that keeps the old context, or one
  // with RESET_NEW, creates two contexts that count from the same number with the same key. GCM
  // loses all its strength if a nonce is repeated.
  GcmNonce nonce;
  FillRandom(nonce);
  GcmTag tag;
  SealHeader header;
  if (quality == SECQOP_WRAP_NO_ENCRYPT) {
    header = MakeSealHeader(kNotEncrypted, state_.send_sequence);
    SecretBytes nothing;
    tag = GcmEncrypt(keys_.send_seal, nonce, AssociatedData(header, message.AllData()), nothing);
  } else {
    header = MakeSealHeader(kEncrypted, state_.send_sequence);
    SecretBytes data = message.GatherSealedData();
    tag = GcmEncrypt(keys_.send_seal, nonce, AssociatedData(header, message.ReadOnlyData()), data);
    message.ScatterSealedData(data);
  }
  message.WriteTrailer({header, nonce, tag});
  ++state_.send_sequence;
}

ULONG Session::Unseal(SecBufferDesc* buffers) {
  Require(protection_.any());
  RequireUnexpired();
  MessageBuffers message(buffers);
  const SecretBytes trailer = message.TakeTrailer(kSealTrailerSize);
  const ByteView header = ByteView(trailer).First(kSealHeaderSize);
  GcmNonce nonce{};
  std::copy_n(trailer.begin() + kSealHeaderSize, nonce.size(), nonce.begin());
  GcmTag tag{};
  std::copy_n(trailer.begin() + kSealHeaderSize + kGcmNonceSize, tag.size(), tag.begin());

  // Authenticates the header's statement about the protection too.
  const bool is_encrypted = header.data()[0] != kNotEncrypted;
  SecretBytes data = is_encrypted ? message.GatherSealedData() : SecretBytes();
  const SecretBytes associated =
      AssociatedData(header, is_encrypted ? message.ReadOnlyData() : message.AllData());
  if (!GcmDecrypt(keys_.receive_seal, nonce, associated, tag, data)) {
    throw StatusError(SEC_E_MESSAGE_ALTERED);
  }
  // A peer that uses this package sends no such message. Its protection would be higher than the
  // agreed one.
  Require(is_encrypted ? protection_.confidentiality : protection_.integrity);
  AcceptSequence(header.From(1));
  if (is_encrypted) message.ScatterSealedData(data);
  message.Deliver();
  return is_encrypted ? 0 : SECQOP_WRAP_NO_ENCRYPT;
}

void Session::RequireUnexpired() const {
  if (Now() >= state_.expiry) throw StatusError(SEC_E_CONTEXT_EXPIRED);
}

void Session::RequireSendable() const {
  RequireUnexpired();
  if (state_.send_sequence >= kMaxMessages) throw StatusError(SEC_E_CONTEXT_EXPIRED);
}

void Session::AcceptSequence(ByteView sequence) {
  state_.received.Accept(FromBigEndian(sequence), protection_);
}

}  // namespace handoff_reference
