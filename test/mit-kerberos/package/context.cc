#include "context.h"

#include "gss_status.h"
#include "status_error.h"
#include "text.h"

namespace mit_kerberos {

using handoff_reference::OutputToken;
using handoff_reference::StatusError;

Context::Context(Role role, std::shared_ptr<Credentials> credentials, const WCHAR* target)
    : role_(role), credentials_(std::move(credentials)) {
  if (role == Role::kServer) return;
  if (target == nullptr || *target == L'\0') throw StatusError(SEC_E_TARGET_UNKNOWN);
  const std::string name = ToUtf8(target);
  gss_buffer_desc text = ToGss({name.data(), name.size()});
  OM_uint32 minor = 0;
  // SSPI's target name is a principal: HTTP/localhost.
  const auto type = const_cast<gss_OID>(GSS_KRB5_NT_PRINCIPAL_NAME);
  RequireGss(gss_import_name(&minor, &text, type, target_.place()), minor);
}

Context::Context(handoff_reference::ByteView exported) : state_(State::kEstablished) {
  gss_buffer_desc token = ToGss(exported);
  OM_uint32 minor = 0;
  const OM_uint32 major = gss_import_sec_context(&minor, &token, gss_.place());
  if (major != GSS_S_COMPLETE) throw StatusError(SEC_E_INVALID_TOKEN);
  int is_client = 0;
  RequireGss(gss_inquire_context(&minor, gss_.get(), nullptr, nullptr, nullptr, nullptr, &granted_,
                                 &is_client, nullptr),
             minor);
  role_ = is_client != 0 ? Role::kClient : Role::kServer;
}

Context::Progress Context::Step(Role role, const Leg& leg, OutputToken& output) {
  const std::lock_guard<std::mutex> guard(lock_);
  if (state_ != State::kHalfOpen || role_ != role) throw StatusError(SEC_E_INVALID_HANDLE);
  if (leg.credentials != nullptr && leg.credentials != credentials_.get()) {
    throw StatusError(SEC_E_WRONG_CREDENTIAL_HANDLE);
  }
  Output result;
  state_ = State::kEnded;
  if (role == Role::kClient) {
    Initialize(leg, result);
  } else {
    Accept(leg, result);
  }
  if (result.token.get().length != 0) {
    output.Reserve(result.token.get().length);
    output.Write(BytesOf(result.token.get()));
  }
  const bool is_complete = (result.major & GSS_S_CONTINUE_NEEDED) == 0;
  state_ = is_complete ? State::kEstablished : State::kHalfOpen;
  return {is_complete ? SEC_E_OK : SEC_I_CONTINUE_NEEDED, ToSspiFlags(role_, granted_),
          result.remaining_seconds};
}

void Context::Initialize(const Leg& leg, Output& output) {
  gss_buffer_desc input = ToGss(leg.token);
  OM_uint32 minor = 0;
  output.major = gss_init_sec_context(
      &minor, credentials_->gss(), gss_.place(), target_.get(), const_cast<gss_OID>(gss_mech_krb5),
      ToGssFlags(leg.requirements), GSS_C_INDEFINITE, leg.bindings, &input, nullptr,
      output.token.place(), &granted_, &output.remaining_seconds);
  RequireGss(output.major, minor);
}

void Context::Accept(const Leg& leg, Output& output) {
  if (leg.token.empty()) throw StatusError(SEC_E_INVALID_TOKEN);
  // The library does not tell whether the client has bindings that a proxy has checked.
  if ((leg.requirements & ASC_REQ_PROXY_BINDINGS) != 0) {
    throw StatusError(SEC_E_UNSUPPORTED_FUNCTION);
  }
  gss_buffer_desc input = ToGss(leg.token);
  OM_uint32 minor = 0;
  output.major = gss_accept_sec_context(&minor, gss_.place(), credentials_->gss(), &input,
                                        leg.bindings, nullptr, nullptr, output.token.place(),
                                        &granted_, &output.remaining_seconds, nullptr);
  // Any other failure is the client's.
  RequireGss(output.major, minor, SEC_E_INVALID_TOKEN);
  const bool is_complete = (output.major & GSS_S_CONTINUE_NEEDED) == 0;
  const bool needs_bindings = leg.bindings != GSS_C_NO_CHANNEL_BINDINGS &&
                              (leg.requirements & ASC_REQ_ALLOW_MISSING_BINDINGS) == 0;
  if (is_complete && needs_bindings && (granted_ & GSS_C_CHANNEL_BOUND_FLAG) == 0) {
    throw StatusError(SEC_E_BAD_BINDINGS);
  }
}

bool Context::established() {
  const std::lock_guard<std::mutex> guard(lock_);
  return state_ == State::kEstablished;
}

Context::Use::Use(Context& context) : lock_(context.lock_), context_(context) {
  if (context.state_ != State::kEstablished) throw StatusError(SEC_E_INVALID_HANDLE);
}

void Context::Use::Export(GssBuffer& exported) {
  OM_uint32 minor = 0;
  const OM_uint32 major = gss_export_sec_context(&minor, context_.gss_.place(), exported.place());
  // Even a failed export may delete the context.
  if (context_.gss_.get() == GSS_C_NO_CONTEXT) context_.state_ = State::kEnded;
  RequireGss(major, minor);
}

}  // namespace mit_kerberos
