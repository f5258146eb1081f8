#include "handshake/handshake_token.h"

#include "bytes/byte_reader.h"
#include "bytes/byte_writer.h"

namespace handoff_reference {

namespace {

constexpr std::uint32_t kMagic = 0x46455248;  // "HREF"
constexpr std::uint8_t kVersion = 2;
constexpr std::uint8_t kHelloType = 1;
constexpr std::uint8_t kChallengeType = 2;
constexpr std::uint8_t kClientProofType = 3;
constexpr std::uint8_t kServerProofType = 4;

constexpr std::size_t kTextOverhead = sizeof(std::uint16_t);
constexpr std::size_t kMaxHelloSize =
    kTokenHeaderSize + sizeof(HandshakeNonce) + sizeof(std::uint32_t) + 3 * kTextOverhead +
    sizeof(wchar_t) * (kMaxUserLength + kMaxDomainLength + kMaxTargetLength);
static_assert(kMaxHelloSize <= kMaxTokenSize, "cbMaxToken has to cover the longest hello");

SecretBytes WithHeader(std::uint8_t type, const SecretBytes& body) {
  ByteWriter token;
  token.U32(kMagic);
  token.U8(kVersion);
  token.U8(type);
  token.U16(0);
  token.U32(static_cast<std::uint32_t>(body.size()));
  token.Bytes(body);
  return token.Take();
}

ByteReader OpenBody(std::uint8_t type, ByteView token) {
  ByteReader header(token);
  const bool known =
      header.U32() == kMagic && header.U8() == kVersion && header.U8() == type && header.U16() == 0;
  if (!known) throw StatusError(SEC_E_INVALID_TOKEN);
  const ByteView body = header.Bytes(header.U32());
  header.ExpectEnd();
  return ByteReader(body);
}

}  // namespace

SecretBytes HelloToken::Encode() const {
  ByteWriter body;
  body.Bytes(nonce);
  body.U32(requirements);
  body.Text(names.user);
  body.Text(names.domain);
  body.Text(names.target);
  return WithHeader(kHelloType, body.Take());
}

HelloToken HelloToken::Decode(ByteView token) {
  ByteReader body = OpenBody(kHelloType, token);
  HelloToken hello;
  body.Into(hello.nonce);
  hello.requirements = body.U32();
  hello.names.user = body.Text(kMaxUserLength);
  hello.names.domain = body.Text(kMaxDomainLength);
  hello.names.target = body.Text(kMaxTargetLength);
  body.ExpectEnd();
  if (hello.names.user.empty()) throw StatusError(SEC_E_INVALID_TOKEN);
  return hello;
}

SecretBytes ChallengeToken::Encode() const {
  ByteWriter body;
  body.Bytes(nonce);
  body.Bytes(salt);
  body.U32(iterations);
  body.U32(granted);
  return WithHeader(kChallengeType, body.Take());
}

ChallengeToken ChallengeToken::Decode(ByteView token) {
  ByteReader body = OpenBody(kChallengeType, token);
  ChallengeToken challenge;
  body.Into(challenge.nonce);
  body.Into(challenge.salt);
  challenge.iterations = body.U32();
  challenge.granted = body.U32();
  body.ExpectEnd();
  return challenge;
}

SecretBytes ClientProofToken::Encode() const {
  ByteWriter body;
  body.Bytes(bindings);
  body.Bytes(proof);
  return WithHeader(kClientProofType, body.Take());
}

ClientProofToken ClientProofToken::Decode(ByteView token) {
  ByteReader body = OpenBody(kClientProofType, token);
  ClientProofToken decoded;
  body.Into(decoded.bindings);
  body.Into(decoded.proof);
  body.ExpectEnd();
  return decoded;
}

SecretBytes ServerProofToken::Encode() const {
  ByteWriter body;
  body.Bytes(proof);
  return WithHeader(kServerProofType, body.Take());
}

ServerProofToken ServerProofToken::Decode(ByteView token) {
  ByteReader body = OpenBody(kServerProofType, token);
  ServerProofToken decoded;
  body.Into(decoded.proof);
  body.ExpectEnd();
  return decoded;
}

}  // namespace handoff_reference
