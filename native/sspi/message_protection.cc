#include "sspi/message_protection.h"

#include <algorithm>
#include <cstring>

namespace sspi {
namespace {

SecBuffer ToSecBuffer(ULONG type, Bytes bytes) { return {bytes.size, type, bytes.data}; }

// No package creates a signature or an encrypted message without a single byte. Such input is
// refused here, because Wine's Kerberos returns SEC_E_INTERNAL_ERROR, which blames LSA.
constexpr SECURITY_STATUS kNothingReceived = SEC_E_INVALID_TOKEN;

// The second buffer contains the data, which must lie within `given`.
Result<DecryptedMessage> DecryptBuffers(CtxtHandle* context, SecBufferDesc description,
                                        Bytes given) {
  DecryptedMessage message{};
  const SECURITY_STATUS status =
      DecryptMessage(context, &description, 0, &message.quality_of_protection);
  if (status != SEC_E_OK) return SecurityFailure("DecryptMessage", status);
  const SecBuffer& data = description.pBuffers[1];
  // Some packages return no pointer for an empty message, and it needs none.
  message.plaintext = data.cbBuffer == 0 ? Bytes{given.data, 0}
                                         : Bytes{static_cast<BYTE*>(data.pvBuffer), data.cbBuffer};
  if (!IsWithin(message.plaintext, given)) {
    return SecurityFailure("DecryptMessage", SEC_E_INTERNAL_ERROR);
  }
  return message;
}

}  // namespace

Result<ULONG> Sign(CtxtHandle* context, ULONG quality_of_protection, Bytes message,
                   Bytes signature) {
  SecBuffer buffers[] = {ToSecBuffer(SECBUFFER_DATA, message),
                         ToSecBuffer(SECBUFFER_TOKEN, signature)};
  SecBufferDesc description{SECBUFFER_VERSION, 2, buffers};
  const SECURITY_STATUS status = MakeSignature(context, quality_of_protection, &description, 0);
  if (status != SEC_E_OK) return SecurityFailure("MakeSignature", status);
  if (buffers[1].cbBuffer > signature.size) {
    return SecurityFailure("MakeSignature", SEC_E_INTERNAL_ERROR);
  }
  return ULONG{buffers[1].cbBuffer};
}

Result<ULONG> Verify(CtxtHandle* context, Bytes message, Bytes signature) {
  if (signature.size == 0) return SecurityFailure("VerifySignature", kNothingReceived);
  SecBuffer buffers[] = {ToSecBuffer(SECBUFFER_DATA, message),
                         ToSecBuffer(SECBUFFER_TOKEN, signature)};
  SecBufferDesc description{SECBUFFER_VERSION, 2, buffers};
  ULONG quality_of_protection = 0;
  const SECURITY_STATUS status = VerifySignature(context, &description, 0, &quality_of_protection);
  if (status != SEC_E_OK) return SecurityFailure("VerifySignature", status);
  return quality_of_protection;
}

Result<PartSizes> Encrypt(CtxtHandle* context, ULONG quality_of_protection,
                          const MessageParts& parts) {
  SecBuffer buffers[] = {ToSecBuffer(SECBUFFER_TOKEN, parts.trailer),
                         ToSecBuffer(SECBUFFER_DATA, parts.data),
                         ToSecBuffer(SECBUFFER_PADDING, parts.padding)};
  SecBufferDesc description{SECBUFFER_VERSION, 3, buffers};
  const SECURITY_STATUS status = EncryptMessage(context, quality_of_protection, &description, 0);
  if (status != SEC_E_OK) return SecurityFailure("EncryptMessage", status);
  const PartSizes used{buffers[0].cbBuffer, buffers[1].cbBuffer, buffers[2].cbBuffer};
  if (used.trailer > parts.trailer.size || used.data > parts.data.size ||
      used.padding > parts.padding.size) {
    return SecurityFailure("EncryptMessage", SEC_E_INTERNAL_ERROR);
  }
  return used;
}

Result<WrappedMessage> Wrap(CtxtHandle* context, ULONG quality_of_protection, Bytes message,
                            Bytes output, ULONG trailer_room) {
  BYTE* const data = output.data + trailer_room;
  const MessageParts parts{{output.data, trailer_room},
                           {data, message.size},
                           {data + message.size, output.size - trailer_room - message.size}};
  std::memmove(data, message.data, message.size);
  // A package may count bytes as used that it does not write. Those bytes are sent, so they must
  // not contain other data of this process.
  std::fill_n(parts.trailer.data, parts.trailer.size, BYTE{0});
  std::fill_n(parts.padding.data, parts.padding.size, BYTE{0});
  auto used = Encrypt(context, quality_of_protection, parts);
  if (!used.ok()) return used.failure();
  const PartSizes& lengths = used.value();
  const ULONG start = trailer_room - lengths.trailer;
  std::memmove(output.data + start, parts.trailer.data, lengths.trailer);
  std::memmove(data + lengths.data, parts.padding.data, lengths.padding);
  return WrappedMessage{start, lengths};
}

Result<DecryptedMessage> Decrypt(CtxtHandle* context, const MessageParts& parts) {
  SecBuffer buffers[] = {ToSecBuffer(SECBUFFER_TOKEN, parts.trailer),
                         ToSecBuffer(SECBUFFER_DATA, parts.data),
                         ToSecBuffer(SECBUFFER_PADDING, parts.padding)};
  const ULONG count = parts.padding.size == 0 ? 2 : 3;
  if (parts.trailer.size == 0 && parts.data.size == 0 && count == 2) {
    return SecurityFailure("DecryptMessage", kNothingReceived);
  }
  return DecryptBuffers(context, {SECBUFFER_VERSION, count, buffers}, parts.data);
}

Result<DecryptedMessage> Unwrap(CtxtHandle* context, Bytes message) {
  if (message.size == 0) return SecurityFailure("DecryptMessage", kNothingReceived);
  SecBuffer buffers[] = {ToSecBuffer(SECBUFFER_STREAM, message), {0, SECBUFFER_DATA, nullptr}};
  return DecryptBuffers(context, {SECBUFFER_VERSION, 2, buffers}, message);
}

}  // namespace sspi
