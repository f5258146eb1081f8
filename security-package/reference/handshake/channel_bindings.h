#pragma once

#include <array>
#include <cstdint>

#include "windows_headers.h"

namespace handoff_reference {

// The SHA-256 of one side's channel bindings. All zero means no bindings, as in NTLM (MS-NLMP,
// MsvAvChannelBindings). No real bindings have that hash.
using BindingsHash = std::array<std::uint8_t, 32>;

constexpr BindingsHash kNoBindings{};

// Returns the hash of the SECBUFFER_CHANNEL_BINDINGS among the input buffers of a handshake call. A
// missing buffer, an empty buffer and a SEC_CHANNEL_BINDINGS of zeroes all mean no bindings. A
// structure that reaches beyond its buffer is SEC_E_INVALID_TOKEN.
BindingsHash HashChannelBindings(const SecBufferDesc* input);

}  // namespace handoff_reference
