#include "sspi/message_protection.h"

#include <algorithm>

namespace sspi {
namespace {

// Wine's Kerberos writes 60 bytes of trailer where SECPKG_ATTR_SIZES says 49.
constexpr ULONG kSmallestTrailerRoom = 64;

SecBuffer ToSecBuffer(ULONG type, Bytes bytes) { return {bytes.size, type, bytes.data}; }

}  // namespace

EncryptedLayout::EncryptedLayout(const SecPkgContext_Sizes& sizes, ULONG message_size)
    : trailer(std::max<ULONG>(sizes.cbSecurityTrailer, kSmallestTrailerRoom)),
      data(message_size),
      padding(sizes.cbBlockSize) {}

Result<ULONG> Sign(CtxtHandle* context, ULONG quality_of_protection, Bytes message,
                   Bytes signature) {
  SecBuffer buffers[] = {ToSecBuffer(SECBUFFER_DATA, message),
                         ToSecBuffer(SECBUFFER_TOKEN, signature)};
  SecBufferDesc description{SECBUFFER_VERSION, 2, buffers};
  const SECURITY_STATUS status = MakeSignature(context, quality_of_protection, &description, 0);
  if (status != SEC_E_OK) return SecurityFailure("MakeSignature", status);
  return ULONG{buffers[1].cbBuffer};
}

Result<ULONG> Verify(CtxtHandle* context, Bytes message, Bytes signature) {
  SecBuffer buffers[] = {ToSecBuffer(SECBUFFER_DATA, message),
                         ToSecBuffer(SECBUFFER_TOKEN, signature)};
  SecBufferDesc description{SECBUFFER_VERSION, 2, buffers};
  ULONG quality_of_protection = 0;
  const SECURITY_STATUS status = VerifySignature(context, &description, 0, &quality_of_protection);
  if (status != SEC_E_OK) return SecurityFailure("VerifySignature", status);
  return quality_of_protection;
}

Result<EncryptedLayout> Encrypt(CtxtHandle* context, ULONG quality_of_protection, BYTE* workspace,
                                EncryptedLayout layout) {
  BYTE* const data = workspace + layout.trailer;
  SecBuffer buffers[] = {
      {layout.trailer, SECBUFFER_TOKEN, workspace},
      {layout.data, SECBUFFER_DATA, data},
      {layout.padding, SECBUFFER_PADDING, data + layout.data},
  };
  SecBufferDesc description{SECBUFFER_VERSION, 3, buffers};
  const SECURITY_STATUS status = EncryptMessage(context, quality_of_protection, &description, 0);
  if (status != SEC_E_OK) return SecurityFailure("EncryptMessage", status);
  layout.trailer = buffers[0].cbBuffer;
  layout.data = buffers[1].cbBuffer;
  layout.padding = buffers[2].cbBuffer;
  return layout;
}

Result<DecryptedMessage> Decrypt(CtxtHandle* context, Bytes trailer, Bytes data, Bytes padding) {
  SecBuffer buffers[] = {ToSecBuffer(SECBUFFER_TOKEN, trailer), ToSecBuffer(SECBUFFER_DATA, data),
                         ToSecBuffer(SECBUFFER_PADDING, padding)};
  const ULONG count = padding.size == 0 ? 2 : 3;
  SecBufferDesc description{SECBUFFER_VERSION, count, buffers};
  DecryptedMessage message{};
  const SECURITY_STATUS status =
      DecryptMessage(context, &description, 0, &message.quality_of_protection);
  if (status != SEC_E_OK) return SecurityFailure("DecryptMessage", status);
  message.plaintext = {static_cast<BYTE*>(buffers[1].pvBuffer), buffers[1].cbBuffer};
  return message;
}

}  // namespace sspi
