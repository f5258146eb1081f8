#pragma once

#include <array>

#include "bytes/byte_view.h"
#include "bytes/secret_bytes.h"

namespace handoff_reference {

constexpr std::size_t kGcmNonceSize = 12;
constexpr std::size_t kGcmTagSize = 16;

using GcmNonce = std::array<std::uint8_t, kGcmNonceSize>;
using GcmTag = std::array<std::uint8_t, kGcmTagSize>;

// AES-256-GCM in place.
GcmTag GcmEncrypt(const SecretKey& key, const GcmNonce& nonce, ByteView associated,
                  SecretBytes& data);

// Returns false if the tag does not match. The data is then invalid and must not be exposed.
bool GcmDecrypt(const SecretKey& key, const GcmNonce& nonce, ByteView associated, const GcmTag& tag,
                SecretBytes& data);

}  // namespace handoff_reference
