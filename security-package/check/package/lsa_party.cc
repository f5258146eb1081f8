#include "package/lsa_party.h"

#include "status_name.h"
#include "verdict.h"

namespace check_package {

LsaParty::LsaParty(Package& package, const SECPKG_FUNCTION_TABLE& lsa,
                   const SECPKG_USER_FUNCTION_TABLE& user_mode, HandshakeRole role,
                   const Options& options)
    : Party(package), lsa_(lsa), user_mode_(user_mode), role_(role), target_(options.target) {
  Identity identity(options);
  LUID logon_id{};
  TimeStamp expiry{};
  const NTSTATUS status =
      lsa_.AcquireCredentialsHandle(nullptr, CredentialUse(role), &logon_id, identity.get(),
                                    nullptr, nullptr, &credentials_, &expiry);
  if (status != SEC_E_OK) {
    throw NotTested("no credentials: SpAcquireCredentialsHandle returns " + NameOf(status));
  }
}

LsaParty::~LsaParty() {
  // Deletes the user-mode half first, as DeleteSecurityContext does.
  context_ = Context(context_.package());
  if (lsa_context_ != 0) lsa_.DeleteContext(lsa_context_);
  lsa_.FreeCredentialsHandle(credentials_);
}

const char* LsaParty::step_function() const {
  return role_ == HandshakeRole::kClient ? "SpInitLsaModeContext" : "SpAcceptLsaModeContext";
}

SECURITY_STATUS LsaParty::Step(Bytes& input, Bytes& output) {
  SecBuffer in{static_cast<ULONG>(input.size()), SECBUFFER_TOKEN, input.data()};
  SecBufferDesc in_buffers{SECBUFFER_VERSION, input.empty() ? 0UL : 1UL, &in};
  output.assign(kTokenBufferSize, 0);
  SecBuffer out{static_cast<ULONG>(output.size()), SECBUFFER_TOKEN, output.data()};
  SecBufferDesc out_buffers{SECBUFFER_VERSION, 1, &out};
  BOOLEAN mapped = FALSE;
  SecBuffer context_data{0, SECBUFFER_EMPTY, nullptr};

  SECURITY_STATUS status = Call(&in_buffers, &out_buffers, &mapped, &context_data);
  if (mapped) Map(context_data);
  if (status == SEC_I_COMPLETE_NEEDED || status == SEC_I_COMPLETE_AND_CONTINUE) {
    const NTSTATUS completed = user_mode_.CompleteAuthToken(lsa_context_, &out_buffers);
    if (completed != SEC_E_OK) return completed;
    status = status == SEC_I_COMPLETE_NEEDED ? SEC_E_OK : SEC_I_CONTINUE_NEEDED;
  }
  output.resize(status == SEC_E_OK || status == SEC_I_CONTINUE_NEEDED ? out.cbBuffer : 0);
  return status;
}

SECURITY_STATUS LsaParty::Call(PSecBufferDesc input, PSecBufferDesc output, PBOOLEAN mapped,
                               PSecBuffer context_data) {
  LSA_SEC_HANDLE handle = lsa_context_;
  ULONG attributes = 0;
  TimeStamp expiry{};
  UNICODE_STRING target{};
  target.Buffer = &target_[0];
  target.Length = target.MaximumLength = static_cast<USHORT>(target_.size() * sizeof(wchar_t));
  const NTSTATUS status =
      role_ == HandshakeRole::kClient
          ? lsa_.InitLsaModeContext(credentials_, lsa_context_, &target, kClientRequirements,
                                    SECURITY_NATIVE_DREP, input, &handle, output, &attributes,
                                    &expiry, mapped, context_data)
          : lsa_.AcceptLsaModeContext(credentials_, lsa_context_, input, kServerRequirements,
                                      SECURITY_NATIVE_DREP, &handle, output, &attributes, &expiry,
                                      mapped, context_data);
  if (status >= 0) {
    lsa_context_ = handle;
    *context_.get() = {handle, 0};
  }
  return status;
}

void LsaParty::Map(SecBuffer context_data) {
  const NTSTATUS status = user_mode_.InitUserModeContext(lsa_context_, &context_data);
  if (context_data.pvBuffer != nullptr) HeapFree(GetProcessHeap(), 0, context_data.pvBuffer);
  if (status != SEC_E_OK) throw NotTested("SpInitUserModeContext returns " + NameOf(status));
}

}  // namespace check_package
