#pragma once

#include "bytes/byte_view.h"
#include "bytes/secret_bytes.h"

namespace handoff_reference {

SecretKey Pbkdf2HmacSha256(ByteView password, ByteView salt, std::uint32_t iterations);

// HKDF-SHA256 (RFC 5869). BCrypt has its own HKDF only since Windows 10 1803, and two lines with
// HMAC replace it.
SecretKey HkdfExtract(ByteView salt, ByteView input_key);

// Returns one block of output. The label names the purpose of the key. The context, whose length is
// fixed for each label, binds the key to its circumstances.
SecretKey HkdfExpand(const SecretKey& key, const char* label, ByteView context = {});

}  // namespace handoff_reference
