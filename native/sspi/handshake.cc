#include "sspi/handshake.h"

#include "sspi/context_attributes.h"

namespace sspi {
namespace {

// Both flags have the same value, and neither is ever passed on: packages differ in whether they
// honour it, so the output buffer is always ours.
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

Result<HandshakeStep> TakeStep(const Handshake& handshake, Credentials& credentials,
                               bool is_first_step, CtxtHandle* context,
                               std::vector<BYTE> peer_token) {
  SecBuffer input_buffers[] = {
      {static_cast<ULONG>(peer_token.size()), SECBUFFER_TOKEN, peer_token.data()},
      {0, SECBUFFER_EMPTY, nullptr},
  };
  SecBufferDesc input{SECBUFFER_VERSION, 2, input_buffers};

  HandshakeStep step{};
  step.token.resize(credentials.package().max_token_size);
  SecBuffer output_buffer{static_cast<ULONG>(step.token.size()), SECBUFFER_TOKEN,
                          step.token.data()};
  SecBufferDesc output{SECBUFFER_VERSION, 1, &output_buffer};

  const Call call = CallPackage(handshake, credentials, is_first_step ? nullptr : context, context,
                                peer_token.empty() ? nullptr : &input, &output, &step);

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
      // The caller takes a failed first step to have left no context.
      if (is_first_step) DeleteSecurityContext(context);
      return SecurityFailure("CompleteAuthToken", status);
    }
  }
  step.token.resize(output_buffer.cbBuffer);
  if (step.complete) {
    auto package = QueryPackageInfo(context);
    step.package_name = package.ok() ? package.value().name : credentials.package().name;
  }
  return step;
}

}  // namespace sspi
