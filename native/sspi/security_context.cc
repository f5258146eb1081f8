#include "sspi/security_context.h"

#include <utility>

#include "sspi/context_attributes.h"

namespace sspi {

SecurityContext::SecurityContext(std::shared_ptr<Credentials> credentials, Handshake handshake)
    : credentials_(std::move(credentials)),
      handshake_(std::move(handshake)),
      count_(credentials_->open_handles(), &windows::OpenHandles::security_contexts) {}

SecurityContext::SecurityContext(windows::OpenHandlesPtr open_handles)
    : count_(std::move(open_handles), &windows::OpenHandles::security_contexts) {}

Result<std::shared_ptr<SecurityContext>> SecurityContext::Import(
    const std::wstring& package_name, windows::SecureArray<BYTE> packed, ULONG buffer_type,
    std::shared_ptr<windows::TokenHandle> access_token, windows::OpenHandlesPtr open_handles) {
  std::shared_ptr<SecurityContext> context(new SecurityContext(std::move(open_handles)));
  HANDLE token = nullptr;
  if (access_token) {
    auto is_protected = access_token->Protect();
    if (!is_protected.ok()) return is_protected.failure();
    token = access_token->get();
    context->imported_token_ = std::move(access_token);
  }

  SecBuffer buffer{static_cast<ULONG>(packed.size()), buffer_type, packed.data()};
  const SECURITY_STATUS status = ImportSecurityContextW(const_cast<wchar_t*>(package_name.c_str()),
                                                        &buffer, token, context->handle_.get());
  if (status != SEC_E_OK) return SecurityFailure("ImportSecurityContextW", status);
  context->handle_.MarkLive();
  return context;
}

Result<HandshakeStep> SecurityContext::Step(std::vector<BYTE> peer_token, Bytes room) {
  const std::lock_guard<std::mutex> lock(mutex_);
  // An imported context has completed its handshake, perhaps in another process.
  if (!credentials_)
    return SecurityFailure("InitializeSecurityContextW", SEC_E_UNSUPPORTED_FUNCTION);
  const bool is_first_step = !handle_.is_live();
  auto step = TakeStep(handshake_, *credentials_, is_first_step, handle_.get(),
                       std::move(peer_token), room);
  if (is_first_step) {
    if (step.ok()) {
      handle_.MarkLive();
    } else {
      handle_.Forget();
    }
  }
  // A repeated handshake may agree on other keys.
  stream_sizes_.reset();
  if (step.ok() && step.value().complete) {
    auto package = QueryPackageInfo(handle_.get());
    auto negotiation = QueryNegotiationInfo(handle_.get());
    settled_packages_ = {package.ok() ? package.value().name : credentials_->package().name,
                         negotiation.ok() ? negotiation.value().package.name : L""};
  }
  return step;
}

SettledPackages SecurityContext::settled_packages() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return settled_packages_;
}

SettledNames SecurityContext::settled_names() {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto& [package_info, negotiation_info] = settled_packages_;
  if (!credentials_ || package_info != credentials_->requested_name()) return SettledNames::kOther;
  if (negotiation_info.empty()) return SettledNames::kRequested;
  return negotiation_info == package_info ? SettledNames::kRequestedTwice : SettledNames::kOther;
}

Result<PackedContext> SecurityContext::Export(ULONG flags, bool with_access_token) {
  const std::lock_guard<std::mutex> lock(mutex_);
  SecBuffer buffer{0, SECBUFFER_EMPTY, nullptr};
  // Allocates before the export, because no allocation may fail after it.
  auto token = with_access_token ? std::make_shared<windows::TokenHandle>() : nullptr;
  const SECURITY_STATUS status =
      ExportSecurityContext(handle_.get(), flags, &buffer, token ? token->Receive() : nullptr);

  PackedContext packed{ContextBuffer::Secret(buffer.pvBuffer, buffer.cbBuffer), buffer.cbBuffer,
                       buffer.BufferType, std::nullopt};
  if (token && token->get() != nullptr)
    packed.access_token.emplace(std::move(token), count_.open_handles());
  if (status != SEC_E_OK) return SecurityFailure("ExportSecurityContext", status);
  if ((flags & SECPKG_CONTEXT_EXPORT_DELETE_OLD) != 0) handle_.Forget();
  // A success without bytes is a failure, because no context could be imported from it.
  if (packed.bytes.get() == nullptr || packed.size == 0) {
    return SecurityFailure("ExportSecurityContext", SEC_E_OK);
  }
  return packed;
}

Result<windows::AccessToken> SecurityContext::OpenAccessToken() {
  const std::lock_guard<std::mutex> lock(mutex_);
  HANDLE token = nullptr;
  const SECURITY_STATUS status = QuerySecurityContextToken(handle_.get(), &token);
  if (status != SEC_E_OK) return SecurityFailure("QuerySecurityContextToken", status);
  if (token == nullptr) return SecurityFailure("QuerySecurityContextToken", SEC_E_NO_IMPERSONATION);
  return windows::AccessToken(windows::UniqueHandle(token), count_.open_handles());
}

Result<SecPkgContext_StreamSizes> SecurityContext::StreamSizes() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!stream_sizes_) {
    auto sizes = QueryStreamSizes(handle_.get());
    if (!sizes.ok()) return sizes.failure();
    stream_sizes_ = sizes.value();
  }
  return SecPkgContext_StreamSizes(*stream_sizes_);
}

}  // namespace sspi
