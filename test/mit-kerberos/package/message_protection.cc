#include "message_protection.h"

#include "gss_status.h"
#include "message_buffers.h"
#include "package_info.h"
#include "status_error.h"

namespace mit_kerberos {

namespace {

using handoff_reference::StatusError;

// Both sides keep to the protection that the handshake has granted, as SSPI demands. The library
// itself would protect messages in any context.
void RequireGranted(const Context::Use& context, OM_uint32 flags) {
  if (!context.grants(flags)) throw StatusError(SEC_E_QOP_NOT_SUPPORTED);
}

constexpr OM_uint32 kAnyProtection = GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG;

}  // namespace

void MakeSignature(Context& context, ULONG quality, SecBufferDesc* message) {
  const Context::Use use(context);
  RequireGranted(use, GSS_C_INTEG_FLAG);
  if (quality != 0) throw StatusError(SEC_E_QOP_NOT_SUPPORTED);
  MessageBuffers buffers(message, GSS_IOV_BUFFER_TYPE_MIC_TOKEN);
  OM_uint32 minor = 0;
  auto needed = buffers.Copy();
  RequireGss(
      gss_get_mic_iov_length(&minor, use.gss(), GSS_C_QOP_DEFAULT, needed.data(), buffers.count()),
      minor);
  buffers.RequireRoom(needed);
  RequireGss(gss_get_mic_iov(&minor, use.gss(), GSS_C_QOP_DEFAULT, buffers.data(), buffers.count()),
             minor);
  buffers.Deliver();
}

void VerifySignature(Context& context, SecBufferDesc* message, ULONG* quality) {
  const Context::Use use(context);
  RequireGranted(use, GSS_C_INTEG_FLAG);
  MessageBuffers buffers(message, GSS_IOV_BUFFER_TYPE_MIC_TOKEN);
  buffers.RequireHeader();
  OM_uint32 minor = 0;
  RequireGss(gss_verify_mic_iov(&minor, use.gss(), nullptr, buffers.data(), buffers.count()),
             minor);
  if (quality != nullptr) *quality = 0;
}

void EncryptMessage(Context& context, ULONG quality, SecBufferDesc* message) {
  const Context::Use use(context);
  const bool encrypts = quality != SECQOP_WRAP_NO_ENCRYPT;
  if (encrypts && quality != 0) throw StatusError(SEC_E_QOP_NOT_SUPPORTED);
  RequireGranted(use, encrypts ? GSS_C_CONF_FLAG : GSS_C_INTEG_FLAG);
  MessageBuffers buffers(message, GSS_IOV_BUFFER_TYPE_HEADER);
  OM_uint32 minor = 0;
  auto needed = buffers.Copy();
  RequireGss(gss_wrap_iov_length(&minor, use.gss(), encrypts, GSS_C_QOP_DEFAULT, nullptr,
                                 needed.data(), buffers.count()),
             minor);
  buffers.RequireRoom(needed);
  RequireGss(gss_wrap_iov(&minor, use.gss(), encrypts, GSS_C_QOP_DEFAULT, nullptr, buffers.data(),
                          buffers.count()),
             minor);
  buffers.Deliver();
}

void DecryptMessage(Context& context, SecBufferDesc* message, ULONG* quality) {
  const Context::Use use(context);
  RequireGranted(use, kAnyProtection);
  MessageBuffers buffers(message, GSS_IOV_BUFFER_TYPE_HEADER);
  buffers.RequireHeader();
  OM_uint32 minor = 0;
  int is_encrypted = 0;
  const OM_uint32 major =
      gss_unwrap_iov(&minor, use.gss(), &is_encrypted, nullptr, buffers.data(), buffers.count());
  // The library has decrypted a message that arrived twice or out of order.
  if (major != GSS_S_COMPLETE && !GSS_ERROR(major)) buffers.WipeData();
  RequireGss(major, minor);
  buffers.Deliver();
  if (quality != nullptr) *quality = is_encrypted != 0 ? 0 : SECQOP_WRAP_NO_ENCRYPT;
}

// Microsoft Learn, SecPkgContext_Sizes: the sizes are zero for services that are not available.
SecPkgContext_Sizes SizesOf(const Context::Use& context) {
  char byte = 0;
  OM_uint32 minor = 0;
  SecPkgContext_Sizes sizes{};
  sizes.cbMaxToken = kMaxToken;
  sizes.cbBlockSize = 1;
  if (context.grants(GSS_C_INTEG_FLAG)) {
    gss_iov_buffer_desc signature[] = {{GSS_IOV_BUFFER_TYPE_MIC_TOKEN, {}},
                                       {GSS_IOV_BUFFER_TYPE_DATA, {1, &byte}}};
    RequireGss(gss_get_mic_iov_length(&minor, context.gss(), GSS_C_QOP_DEFAULT, signature, 2),
               minor);
    sizes.cbMaxSignature = static_cast<ULONG>(signature[0].buffer.length);
  }
  if (context.grants(kAnyProtection)) {
    gss_iov_buffer_desc wrapped[] = {{GSS_IOV_BUFFER_TYPE_HEADER, {}},
                                     {GSS_IOV_BUFFER_TYPE_DATA, {1, &byte}},
                                     {GSS_IOV_BUFFER_TYPE_PADDING, {}}};
    const bool encrypts = context.grants(GSS_C_CONF_FLAG);
    RequireGss(gss_wrap_iov_length(&minor, context.gss(), encrypts, GSS_C_QOP_DEFAULT, nullptr,
                                   wrapped, 3),
               minor);
    sizes.cbSecurityTrailer = static_cast<ULONG>(wrapped[0].buffer.length);
    sizes.cbBlockSize += static_cast<ULONG>(wrapped[2].buffer.length);
  }
  return sizes;
}

}  // namespace mit_kerberos
