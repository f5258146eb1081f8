#pragma once

#include "bytes/byte_view.h"
#include "bytes/secret_bytes.h"

namespace handoff_reference {

SecretKey Pbkdf2HmacSha256(ByteView password, ByteView salt, std::uint32_t iterations);

// HKDF-SHA256 (RFC 5869). BCrypt has an HKDF of its own only since Windows 10 1803; in terms of
// HMAC it is two lines.
SecretKey HkdfExtract(ByteView salt, ByteView input_key);

// One block of output. The label names the key's purpose; the context, of fixed length for a given
// label, ties it to its circumstances.
SecretKey HkdfExpand(const SecretKey& key, const char* label, ByteView context = {});

}  // namespace handoff_reference
