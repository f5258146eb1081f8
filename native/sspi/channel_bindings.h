#pragma once

#include <cstddef>
#include <vector>

#include "sspi/security_status.h"

namespace sspi {

// A SEC_CHANNEL_BINDINGS block with this application data, for SECBUFFER_CHANNEL_BINDINGS.
std::vector<BYTE> ToChannelBindingsBlock(const std::vector<BYTE>& application_data);

// A SEC_APPLICATION_PROTOCOLS block with one ALPN list, for SECBUFFER_APPLICATION_PROTOCOLS.
std::vector<BYTE> ToApplicationProtocolsBlock(const std::vector<BYTE>& protocol_list);

}  // namespace sspi
