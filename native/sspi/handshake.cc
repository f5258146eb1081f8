#include "sspi/handshake.h"

#include <algorithm>
#include <array>

#include "sspi/channel_bindings.h"

namespace sspi {
namespace {

// Both flags have the same value, and neither is ever passed on. Packages differ in whether they
// honour it, so this process always allocates the output buffer.
static_assert(ISC_REQ_ALLOCATE_MEMORY == ASC_REQ_ALLOCATE_MEMORY);
constexpr ULONG kNeverRequired = ISC_REQ_ALLOCATE_MEMORY;

struct Call {
  const char* name;
  SECURITY_STATUS status;
};

Call CallPackage(const Handshake& handshake, Credentials& credentials, CtxtHandle* old_context,
                 CtxtHandle* new_context, SecBufferDesc* input, SecBufferDesc* output,
                 HandshakeStep* step) {
  const ULONG requirements = handshake.requirements & ~kNeverRequired;
  if (handshake.role == Handshake::Role::kServer) {
    return {"AcceptSecurityContext",
            AcceptSecurityContext(credentials.handle(), old_context, input, requirements,
                                  SECURITY_NATIVE_DREP, new_context, output, &step->attributes,
                                  &step->expiry)};
  }
  return {"InitializeSecurityContextW",
          InitializeSecurityContextW(credentials.handle(), old_context,
                                     handshake.target_name.empty()
                                         ? nullptr
                                         : const_cast<wchar_t*>(handshake.target_name.c_str()),
                                     requirements, 0, SECURITY_NATIVE_DREP, input, 0, new_context,
                                     output, &step->attributes, &step->expiry)};
}

}  // namespace

Result<HandshakeStep> TakeStep(Handshake& handshake, Credentials& credentials, bool is_first_step,
                               CtxtHandle* context, std::vector<BYTE> peer_token, Bytes room) {
  std::vector<BYTE> channel_bindings;
  std::vector<BYTE> application_protocols;
  // The token, an empty buffer, the channel bindings and the application protocols.
  std::array<SecBuffer, 4> input_buffers{};
  SecBufferDesc input{SECBUFFER_VERSION, 0, input_buffers.data()};
  const auto add_input = [&](ULONG type, std::vector<BYTE>& bytes) {
    if (!bytes.empty()) {
      input_buffers[input.cBuffers++] = {static_cast<ULONG>(bytes.size()), type, bytes.data()};
    }
  };
  if (!peer_token.empty()) {
    add_input(SECBUFFER_TOKEN, peer_token);
    // Schannel returns the number of unused token bytes here. Microsoft Learn requires it to be the
    // second buffer. Other packages do not document such a buffer.
    if ((credentials.package().capabilities & SECPKG_FLAG_STREAM) != 0) {
      input_buffers[input.cBuffers++] = {0, SECBUFFER_EMPTY, nullptr};
    }
  }
  if (!handshake.channel_bindings.empty()) {
    channel_bindings = ToChannelBindingsBlock(handshake.channel_bindings);
    add_input(SECBUFFER_CHANNEL_BINDINGS, channel_bindings);
  }
  if (is_first_step && !handshake.application_protocols.empty()) {
    application_protocols = ToApplicationProtocolsBlock(handshake.application_protocols);
    add_input(SECBUFFER_APPLICATION_PROTOCOLS, application_protocols);
  }

  // A package may count bytes as used that it does not write. Those bytes are sent, so they must
  // not contain other data of this process.
  std::fill_n(room.data, room.size, BYTE{0});
  SecBuffer output_buffer{room.size, SECBUFFER_TOKEN, room.data};
  SecBufferDesc output{SECBUFFER_VERSION, 1, &output_buffer};

  HandshakeStep step{};
  const auto call_package = [&] {
    return CallPackage(handshake, credentials, is_first_step ? nullptr : context, context,
                       input.cBuffers == 0 ? nullptr : &input, &output, &step);
  };
  const std::array<SecBuffer, 4> unused_buffers = input_buffers;
  Call call = call_package();
  if (call.status == SEC_I_INCOMPLETE_CREDENTIALS) {
    // According to Microsoft Learn, the same call again continues the handshake without a
    // certificate. The flag keeps Schannel from searching for one.
    handshake.requirements |= ISC_REQ_USE_SUPPLIED_CREDS;
    input_buffers = unused_buffers;
    output_buffer = {room.size, SECBUFFER_TOKEN, room.data};
    call = call_package();
  }

  bool must_complete = false;
  switch (call.status) {
    case SEC_E_OK:
      step.complete = true;
      break;
    case SEC_I_CONTINUE_NEEDED:
      break;
    case SEC_I_COMPLETE_NEEDED:
      step.complete = true;
      must_complete = true;
      break;
    case SEC_I_COMPLETE_AND_CONTINUE:
      must_complete = true;
      break;
    default:
      return SecurityFailure(call.name, call.status);
  }
  if (must_complete) {
    const SECURITY_STATUS status = CompleteAuthToken(context, &output);
    if (status != SEC_E_OK) {
      // The caller expects that a failed first step leaves no context.
      if (is_first_step) DeleteSecurityContext(context);
      return SecurityFailure("CompleteAuthToken", status);
    }
  }
  step.token_size = std::min(output_buffer.cbBuffer, room.size);
  for (const SecBuffer& buffer : input_buffers) {
    if (buffer.BufferType == SECBUFFER_EXTRA) step.extra = buffer.cbBuffer;
  }
  return step;
}

}  // namespace sspi
