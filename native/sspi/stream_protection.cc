#include "sspi/stream_protection.h"

#include <schannel.h>

namespace sspi {

Result<StreamLayout> EncryptRecord(CtxtHandle* context, BYTE* workspace, StreamLayout layout) {
  BYTE* const data = workspace + layout.header;
  SecBuffer buffers[] = {
      {layout.header, SECBUFFER_STREAM_HEADER, workspace},
      {layout.data, SECBUFFER_DATA, data},
      {layout.trailer, SECBUFFER_STREAM_TRAILER, data + layout.data},
      {0, SECBUFFER_EMPTY, nullptr},
  };
  SecBufferDesc description{SECBUFFER_VERSION, 4, buffers};
  const SECURITY_STATUS status = EncryptMessage(context, 0, &description, 0);
  if (status != SEC_E_OK) return SecurityFailure("EncryptMessage", status);
  const StreamLayout used{buffers[0].cbBuffer, buffers[1].cbBuffer, buffers[2].cbBuffer};
  if (used.header > layout.header || used.data > layout.data || used.trailer > layout.trailer) {
    return SecurityFailure("EncryptMessage", SEC_E_INTERNAL_ERROR);
  }
  return used;
}

Result<DecryptedRecord> DecryptRecord(CtxtHandle* context, Bytes stream) {
  SecBuffer buffers[] = {
      {stream.size, SECBUFFER_DATA, stream.data},
      {0, SECBUFFER_EMPTY, nullptr},
      {0, SECBUFFER_EMPTY, nullptr},
      {0, SECBUFFER_EMPTY, nullptr},
  };
  SecBufferDesc description{SECBUFFER_VERSION, 4, buffers};
  DecryptedRecord record{};
  record.status = DecryptMessage(context, &description, 0, nullptr);
  switch (record.status) {
    case SEC_E_OK:
    case SEC_I_CONTEXT_EXPIRED:
    case SEC_I_RENEGOTIATE:
    case SEC_E_INCOMPLETE_MESSAGE:
      break;
    default:
      return SecurityFailure("DecryptMessage", record.status);
  }
  record.plaintext = {stream.data, 0};
  if (record.status == SEC_E_INCOMPLETE_MESSAGE) {
    for (const SecBuffer& buffer : buffers) {
      if (buffer.BufferType == SECBUFFER_MISSING) record.missing = buffer.cbBuffer;
    }
    return record;
  }
  // Ignores the first buffer, because it still holds the whole stream if nothing was decrypted.
  for (const SecBuffer& buffer : {buffers[1], buffers[2], buffers[3]}) {
    if (buffer.BufferType == SECBUFFER_DATA && buffer.cbBuffer != 0) {
      record.plaintext = {static_cast<BYTE*>(buffer.pvBuffer), buffer.cbBuffer};
    } else if (buffer.BufferType == SECBUFFER_EXTRA) {
      record.extra = buffer.cbBuffer;
    }
  }
  if (!IsWithin(record.plaintext, stream) || record.extra > stream.size) {
    return SecurityFailure("DecryptMessage", SEC_E_INTERNAL_ERROR);
  }
  return record;
}

std::optional<Failure> ShutDownStream(CtxtHandle* context) {
  DWORD shutdown = SCHANNEL_SHUTDOWN;
  SecBuffer buffer{sizeof(shutdown), SECBUFFER_TOKEN, &shutdown};
  SecBufferDesc description{SECBUFFER_VERSION, 1, &buffer};
  const SECURITY_STATUS status = ApplyControlToken(context, &description);
  if (status != SEC_E_OK) return SecurityFailure("ApplyControlToken", status);
  return std::nullopt;
}

}  // namespace sspi
