#include "sspi/channel_bindings.h"

#include <algorithm>
#include <cstring>

namespace sspi {

std::vector<BYTE> ToChannelBindingsBlock(const std::vector<BYTE>& application_data) {
  SEC_CHANNEL_BINDINGS bindings{};
  bindings.cbApplicationDataLength = static_cast<ULONG>(application_data.size());
  bindings.dwApplicationDataOffset = sizeof(bindings);

  std::vector<BYTE> block(sizeof(bindings) + application_data.size());
  std::memcpy(block.data(), &bindings, sizeof(bindings));
  std::copy(application_data.begin(), application_data.end(), block.begin() + sizeof(bindings));
  return block;
}

std::vector<BYTE> ToApplicationProtocolsBlock(const std::vector<BYTE>& protocol_list) {
  constexpr std::size_t kListHeader = offsetof(SEC_APPLICATION_PROTOCOL_LIST, ProtocolList);
  constexpr std::size_t kHeader = offsetof(SEC_APPLICATION_PROTOCOLS, ProtocolLists);
  const auto lists_size = static_cast<ULONG>(kListHeader + protocol_list.size());
  const auto extension = SecApplicationProtocolNegotiationExt_ALPN;
  const auto list_size = static_cast<USHORT>(protocol_list.size());

  // Both structures end in an array of variable length, so they are written field by field.
  std::vector<BYTE> block(kHeader + lists_size);
  BYTE* const list = block.data() + kHeader;
  std::memcpy(block.data() + offsetof(SEC_APPLICATION_PROTOCOLS, ProtocolListsSize), &lists_size,
              sizeof(lists_size));
  std::memcpy(list + offsetof(SEC_APPLICATION_PROTOCOL_LIST, ProtoNegoExt), &extension,
              sizeof(extension));
  std::memcpy(list + offsetof(SEC_APPLICATION_PROTOCOL_LIST, ProtocolListSize), &list_size,
              sizeof(list_size));
  std::copy(protocol_list.begin(), protocol_list.end(), list + kListHeader);
  return block;
}

}  // namespace sspi
