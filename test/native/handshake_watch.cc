#include "handshake_watch.h"

#include <cstddef>
#include <cstring>

#include "observed_calls.h"

namespace win32_probe {
namespace {

std::wstring Hex(const BYTE* bytes, std::size_t size) {
  constexpr wchar_t kDigits[] = L"0123456789abcdef";
  std::wstring text;
  for (std::size_t i = 0; i < size; ++i) {
    text += kDigits[bytes[i] >> 4];
    text += kDigits[bytes[i] & 15];
  }
  return text;
}

// Reads a SEC_CHANNEL_BINDINGS block and omits parts outside the buffer.
void DescribeBindings(const SecBuffer& buffer, Details* details) {
  const auto* block = static_cast<const BYTE*>(buffer.pvBuffer);
  details->emplace_back("bindingsSize", buffer.cbBuffer);
  SEC_CHANNEL_BINDINGS bindings{};
  if (buffer.cbBuffer < sizeof(bindings)) return;
  std::memcpy(&bindings, block, sizeof(bindings));
  const std::size_t offset = bindings.dwApplicationDataOffset;
  const std::size_t length = bindings.cbApplicationDataLength;
  details->emplace_back("bindingsDataOffset", offset);
  details->emplace_back("bindingsDataLength", length);
  details->emplace_back("bindingsAddressLengths",
                        bindings.cbInitiatorLength + bindings.cbAcceptorLength);
  if (offset <= buffer.cbBuffer && length <= buffer.cbBuffer - offset) {
    details->emplace_back("bindingsData", Hex(block + offset, length));
  }
}

// Reads a SEC_APPLICATION_PROTOCOLS block, whose structures end in arrays of variable length.
void DescribeProtocols(const SecBuffer& buffer, Details* details) {
  constexpr std::size_t kLists = offsetof(SEC_APPLICATION_PROTOCOLS, ProtocolLists);
  constexpr std::size_t kList = kLists + offsetof(SEC_APPLICATION_PROTOCOL_LIST, ProtocolList);
  const auto* block = static_cast<const BYTE*>(buffer.pvBuffer);
  details->emplace_back("protocolsSize", buffer.cbBuffer);
  if (buffer.cbBuffer < kList) return;
  ULONG lists_size = 0;
  std::memcpy(&lists_size, block, sizeof(lists_size));
  SEC_APPLICATION_PROTOCOL_NEGOTIATION_EXT extension{};
  std::memcpy(&extension, block + kLists, sizeof(extension));
  USHORT list_size = 0;
  std::memcpy(&list_size,
              block + kLists + offsetof(SEC_APPLICATION_PROTOCOL_LIST, ProtocolListSize),
              sizeof(list_size));
  details->emplace_back("protocolListsSize", lists_size);
  details->emplace_back("protocolExtension", static_cast<std::uint64_t>(extension));
  details->emplace_back("protocolListSize", list_size);
  details->emplace_back("protocolList", Hex(block + kList, buffer.cbBuffer - kList));
}

Details DescribeStep(const SecHandle* context, ULONG requirements, const SecBufferDesc* input) {
  std::wstring types;
  Details details{{"isFirst", std::uint64_t{context == nullptr}},
                  {"requirements", std::uint64_t{requirements}}};
  for (ULONG i = 0; input != nullptr && i < input->cBuffers; ++i) {
    const SecBuffer& buffer = input->pBuffers[i];
    if (i != 0) types += L' ';
    types += std::to_wstring(buffer.BufferType);
    if (buffer.BufferType == SECBUFFER_CHANNEL_BINDINGS) DescribeBindings(buffer, &details);
    if (buffer.BufferType == SECBUFFER_APPLICATION_PROTOCOLS) DescribeProtocols(buffer, &details);
  }
  details.emplace_back("inputTypes", types);
  return details;
}

}  // namespace

SECURITY_STATUS WINAPI WatchedAcquire(LPWSTR principal, LPWSTR package, ULONG use, void* logon_id,
                                      void* auth_data, SEC_GET_KEY_FN get_key, void* argument,
                                      PCredHandle credential, PTimeStamp expiry) {
  WaitBefore("AcquireCredentialsHandleW");
  // The extended structure starts with a version, the plain one with half of a pointer.
  ULONG version = 0;
  std::wstring package_list;
  if (auth_data != nullptr) std::memcpy(&version, auth_data, sizeof(version));
  if (version == SEC_WINNT_AUTH_IDENTITY_VERSION) {
    const auto& identity = *static_cast<const SEC_WINNT_AUTH_IDENTITY_EXW*>(auth_data);
    package_list.assign(reinterpret_cast<const wchar_t*>(identity.PackageList),
                        identity.PackageListLength);
  }
  Observe("AcquireCredentialsHandleW",
          {{"principal", std::wstring(principal == nullptr ? L"" : principal)},
           {"use", std::uint64_t{use}},
           {"hasIdentity", std::uint64_t{auth_data != nullptr}},
           {"isExtended", std::uint64_t{version == SEC_WINNT_AUTH_IDENTITY_VERSION}},
           {"packageList", package_list}});
  return AcquireCredentialsHandleW(principal, package, use, logon_id, auth_data, get_key, argument,
                                   credential, expiry);
}

SECURITY_STATUS WINAPI WatchedInitialize(PCredHandle credential, PCtxtHandle context,
                                         SEC_WCHAR* target, ULONG requirements, ULONG reserved1,
                                         ULONG data_representation, PSecBufferDesc input,
                                         ULONG reserved2, PCtxtHandle new_context,
                                         PSecBufferDesc output, ULONG* attributes,
                                         PTimeStamp expiry) {
  WaitBefore("InitializeSecurityContextW");
  Details details = DescribeStep(context, requirements, input);
  details.emplace_back("target", std::wstring(target == nullptr ? L"" : target));
  Observe("InitializeSecurityContextW", std::move(details));
  return InitializeSecurityContextW(credential, context, target, requirements, reserved1,
                                    data_representation, input, reserved2, new_context, output,
                                    attributes, expiry);
}

SECURITY_STATUS WINAPI WatchedAccept(PCredHandle credential, PCtxtHandle context,
                                     PSecBufferDesc input, ULONG requirements,
                                     ULONG data_representation, PCtxtHandle new_context,
                                     PSecBufferDesc output, ULONG* attributes, PTimeStamp expiry) {
  WaitBefore("AcceptSecurityContext");
  Observe("AcceptSecurityContext", DescribeStep(context, requirements, input));
  return AcceptSecurityContext(credential, context, input, requirements, data_representation,
                               new_context, output, attributes, expiry);
}

}  // namespace win32_probe
