#include "package/sspi_party.h"

#include "status_name.h"
#include "verdict.h"

namespace check_package {

SspiParty::SspiParty(Package& package, const SecurityFunctionTableW& functions, HandshakeRole role,
                     const Options& options)
    : Party(package), functions_(functions), role_(role), target_(options.target) {
  SecInvalidateHandle(&credentials_);
  std::wstring name = package.name();
  Identity identity(options);
  TimeStamp expiry{};
  // Zero, because in a DLL's own table dwUpper belongs to secur32, and secur32 is not used here.
  CredHandle handle{};
  const SECURITY_STATUS status =
      functions_.AcquireCredentialsHandleW(nullptr, &name[0], CredentialUse(role), nullptr,
                                           identity.get(), nullptr, nullptr, &handle, &expiry);
  if (status != SEC_E_OK) {
    throw NotTested("no credentials: AcquireCredentialsHandle returns " + NameOf(status));
  }
  credentials_ = handle;
}

SspiParty::~SspiParty() {
  // Keeps the order of creation, because a context may need its credentials to the end.
  context_ = Context(context_.package());
  if (SecIsValidHandle(&credentials_)) functions_.FreeCredentialsHandle(&credentials_);
}

const char* SspiParty::step_function() const {
  return role_ == HandshakeRole::kClient ? "InitializeSecurityContext" : "AcceptSecurityContext";
}

SECURITY_STATUS SspiParty::Step(Bytes& input, Bytes& output) {
  SecBuffer in{static_cast<ULONG>(input.size()), SECBUFFER_TOKEN, input.data()};
  SecBufferDesc in_buffers{SECBUFFER_VERSION, 1, &in};
  output.assign(kTokenBufferSize, 0);
  SecBuffer out{static_cast<ULONG>(output.size()), SECBUFFER_TOKEN, output.data()};
  SecBufferDesc out_buffers{SECBUFFER_VERSION, 1, &out};

  SECURITY_STATUS status = Call(input.empty() ? nullptr : &in_buffers, &out_buffers);
  if (status == SEC_I_COMPLETE_NEEDED || status == SEC_I_COMPLETE_AND_CONTINUE) {
    const SECURITY_STATUS completed = functions_.CompleteAuthToken(context_.get(), &out_buffers);
    if (completed != SEC_E_OK) return completed;
    status = status == SEC_I_COMPLETE_NEEDED ? SEC_E_OK : SEC_I_CONTINUE_NEEDED;
  }
  output.resize(status == SEC_E_OK || status == SEC_I_CONTINUE_NEEDED ? out.cbBuffer : 0);
  return status;
}

SECURITY_STATUS SspiParty::Call(PSecBufferDesc input, PSecBufferDesc output) {
  const bool is_first = !context_.valid();
  CtxtHandle handle{};
  ULONG attributes = 0;
  TimeStamp expiry{};
  SECURITY_STATUS status = SEC_E_OK;
  if (role_ == HandshakeRole::kClient) {
    status = functions_.InitializeSecurityContextW(
        &credentials_, is_first ? nullptr : context_.get(), target_.empty() ? nullptr : &target_[0],
        kClientRequirements, 0, SECURITY_NATIVE_DREP, input, 0, is_first ? &handle : context_.get(),
        output, &attributes, &expiry);
  } else {
    status = functions_.AcceptSecurityContext(
        &credentials_, is_first ? nullptr : context_.get(), input, kServerRequirements,
        SECURITY_NATIVE_DREP, is_first ? &handle : context_.get(), output, &attributes, &expiry);
  }
  if (is_first && status >= 0) *context_.get() = handle;
  return status;
}

}  // namespace check_package
