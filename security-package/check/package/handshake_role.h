#pragma once

#include "windows_headers.h"

namespace check_package {

enum class HandshakeRole { kClient, kServer };

constexpr ULONG CredentialUse(HandshakeRole role) {
  return role == HandshakeRole::kClient ? SECPKG_CRED_OUTBOUND : SECPKG_CRED_INBOUND;
}

constexpr ULONG kClientRequirements = ISC_REQ_CONFIDENTIALITY | ISC_REQ_INTEGRITY |
                                      ISC_REQ_REPLAY_DETECT | ISC_REQ_SEQUENCE_DETECT |
                                      ISC_REQ_MUTUAL_AUTH;
constexpr ULONG kServerRequirements = ASC_REQ_CONFIDENTIALITY | ASC_REQ_INTEGRITY |
                                      ASC_REQ_REPLAY_DETECT | ASC_REQ_SEQUENCE_DETECT |
                                      ASC_REQ_MUTUAL_AUTH;

// A buffer size that is enough for the tokens of every package. Some packages write more than they
// announce.
constexpr ULONG kTokenBufferSize = 64 * 1024;

}  // namespace check_package
