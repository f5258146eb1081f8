#pragma once

#include <algorithm>
#include <memory>
#include <utility>

#include "sspi/message_protection.h"
#include "sspi/security_context.h"
#include "work.h"

namespace bench {

template <typename T>
T ValueOf(windows::Result<T> result) {
  if (!result.ok()) throw std::runtime_error(result.failure().call);
  return std::move(result.value());
}

inline sspi::Bytes BytesOf(std::vector<BYTE>& bytes) { return {bytes.data(), SizeOf(bytes)}; }

// Uses the classes of native/sspi, on which the addon is built.
class SspiClasses {
 public:
  explicit SspiClasses(const Parties& parties)
      : parties_(parties),
        outbound_(Acquire(SECPKG_CRED_OUTBOUND)),
        inbound_(Acquire(SECPKG_CRED_INBOUND)),
        room_(outbound_->package().max_token_size) {}

  void ShakeHands() {
    using Role = sspi::Handshake::Role;
    client_ = std::make_shared<sspi::SecurityContext>(
        outbound_,
        sspi::Handshake{Role::kClient, parties_.target_name, kClientRequirements, {}, {}});
    server_ = std::make_shared<sspi::SecurityContext>(
        inbound_, sspi::Handshake{Role::kServer, {}, kServerRequirements, {}, {}});
    std::vector<BYTE> token;
    sspi::HandshakeStep of_client{};
    sspi::HandshakeStep of_server{};
    for (;;) {
      of_client = ValueOf(client_->Step(std::move(token), BytesOf(room_)));
      if (of_client.token_size == 0) break;
      token.assign(room_.data(), room_.data() + of_client.token_size);
      of_server = ValueOf(server_->Step(std::move(token), BytesOf(room_)));
      if (of_server.token_size == 0) break;
      token.assign(room_.data(), room_.data() + of_server.token_size);
    }
    Require(of_client.complete && of_server.complete, "The handshake did not end");
  }

  void ExportImport() {
    sspi::PackedContext packed = ValueOf(server_->Export(SECPKG_CONTEXT_EXPORT_DELETE_OLD, true));
    windows::SecureArray<BYTE> copy(packed.size);
    std::copy_n(static_cast<const BYTE*>(packed.bytes.get()), packed.size, copy.data());
    server_ = ValueOf(sspi::SecurityContext::Import(parties_.package_name, std::move(copy),
                                                    packed.buffer_type, packed.access_token->get(),
                                                    open_handles_));
  }

  void SetMessage(std::vector<BYTE>& message) {
    const SecPkgContext_Sizes sizes = ValueOf(client_->MessageSizes());
    trailer_.resize(sizes.cbSecurityTrailer);
    signature_.resize(sizes.cbMaxSignature);
    parts_ = {BytesOf(trailer_), BytesOf(message), {nullptr, 0}};
  }

  void Encrypt() {
    ValueOf(client_->Exclusively(
        [&](CtxtHandle* context) { return sspi::Encrypt(context, 0, parts_); }));
  }

  void Decrypt() {
    ValueOf(
        server_->Exclusively([&](CtxtHandle* context) { return sspi::Decrypt(context, parts_); }));
  }

  void Sign() {
    signature_size_ = ValueOf(client_->Exclusively([&](CtxtHandle* context) {
      return sspi::Sign(context, 0, parts_.data, BytesOf(signature_));
    }));
  }

  SECURITY_STATUS Verify() {
    const auto verified = server_->Exclusively([&](CtxtHandle* context) {
      return sspi::Verify(context, parts_.data, {signature_.data(), signature_size_});
    });
    return verified.ok() ? SEC_E_OK : static_cast<SECURITY_STATUS>(verified.failure().code);
  }

  static void Enumerate() {
    const auto packages = ValueOf(sspi::EnumeratePackages());
    Require(packages.begin() != packages.end() && packages.begin()->Name[0] != L'\0',
            "No package was listed");
  }

 private:
  std::shared_ptr<sspi::Credentials> Acquire(ULONG use) {
    sspi::CredentialRequest request{parties_.package_name, use, {}, std::nullopt, {}};
    if (!parties_.user.empty()) {
      windows::SecureArray<wchar_t> password(parties_.password.size());
      std::copy(parties_.password.begin(), parties_.password.end(), password.data());
      request.account = sspi::Account{parties_.user, {}, std::move(password)};
    }
    return ValueOf(sspi::Credentials::Acquire(request, open_handles_));
  }

  Parties parties_;
  windows::OpenHandlesPtr open_handles_ = std::make_shared<windows::OpenHandles>();
  std::shared_ptr<sspi::Credentials> outbound_;
  std::shared_ptr<sspi::Credentials> inbound_;
  std::shared_ptr<sspi::SecurityContext> client_;
  std::shared_ptr<sspi::SecurityContext> server_;
  std::vector<BYTE> room_;
  std::vector<BYTE> trailer_;
  std::vector<BYTE> signature_;
  ULONG signature_size_ = 0;
  sspi::MessageParts parts_{};
};

}  // namespace bench
