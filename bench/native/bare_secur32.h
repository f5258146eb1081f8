#pragma once

#include <windows.h>

#include <security.h>

#include <array>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace bench {

// The two sides of a handshake. An empty user means the current one. bench/parties.ts has the same
// type.
struct Parties {
  std::wstring package_name;
  std::wstring target_name;
  std::wstring user;
  std::wstring password;
};

// The addon's default flags, which every contestant requests.
constexpr ULONG kClientFlags = ISC_REQ_MUTUAL_AUTH | ISC_REQ_REPLAY_DETECT |
                               ISC_REQ_SEQUENCE_DETECT | ISC_REQ_CONFIDENTIALITY |
                               ISC_REQ_INTEGRITY;
constexpr ULONG kServerFlags = ASC_REQ_MUTUAL_AUTH | ASC_REQ_REPLAY_DETECT |
                               ASC_REQ_SEQUENCE_DETECT | ASC_REQ_CONFIDENTIALITY |
                               ASC_REQ_INTEGRITY;

inline void Require(bool is_so, const char* what) {
  if (!is_so) throw std::runtime_error(what);
}
inline void RequireOk(SECURITY_STATUS status, const char* call) {
  Require(status == SEC_E_OK, call);
}
inline void RequireStep(SECURITY_STATUS status, const char* call) {
  Require(status == SEC_E_OK || status == SEC_I_CONTINUE_NEEDED, call);
}

inline ULONG SizeOf(const std::vector<BYTE>& bytes) { return static_cast<ULONG>(bytes.size()); }

// Calls Secur32 directly: the limit for any binding. The buffers are reused.
class BareSecur32 {
 public:
  explicit BareSecur32(const Parties& parties) : parties_(parties) {
    SecPkgInfoW* info = nullptr;
    RequireOk(QuerySecurityPackageInfoW(parties_.package_name.data(), &info),
              "QuerySecurityPackageInfoW");
    to_server_.resize(info->cbMaxToken);
    to_client_.resize(info->cbMaxToken);
    FreeContextBuffer(info);
    Acquire(SECPKG_CRED_OUTBOUND, &outbound_);
    Acquire(SECPKG_CRED_INBOUND, &inbound_);
  }
  BareSecur32(const BareSecur32&) = delete;
  BareSecur32& operator=(const BareSecur32&) = delete;
  ~BareSecur32() {
    for (CtxtHandle& context : held_) DeleteSecurityContext(&context);
    DeleteContexts();
    FreeCredentialsHandle(&outbound_);
    FreeCredentialsHandle(&inbound_);
  }

  // The first token of another client, whose context is deleted.
  void FirstToken() {
    CtxtHandle client{};
    SecBuffer token{};
    RequireStep(Initialize(nullptr, nullptr, &client, &token), "InitializeSecurityContextW");
    DeleteSecurityContext(&client);
  }

  void ShakeHands() {
    DeleteContexts();
    SecBuffer from_client{};
    SecBuffer from_server{0, SECBUFFER_TOKEN, to_client_.data()};
    SecBufferDesc client_output{SECBUFFER_VERSION, 1, &from_client};
    SecBufferDesc server_output{SECBUFFER_VERSION, 1, &from_server};
    SECURITY_STATUS client_status = SEC_I_CONTINUE_NEEDED;
    SECURITY_STATUS server_status = SEC_I_CONTINUE_NEEDED;
    ULONG attributes = 0;
    while (client_status == SEC_I_CONTINUE_NEEDED || server_status == SEC_I_CONTINUE_NEEDED) {
      const bool is_first = !is_live_;
      client_status = Initialize(is_first ? nullptr : &client_, is_first ? nullptr : &server_output,
                                 &client_, &from_client);
      RequireStep(client_status, "InitializeSecurityContextW");
      if (from_client.cbBuffer == 0) break;
      from_server.cbBuffer = SizeOf(to_client_);
      server_status = AcceptSecurityContext(&inbound_, is_first ? nullptr : &server_,
                                            &client_output, kServerFlags, SECURITY_NATIVE_DREP,
                                            &server_, &server_output, &attributes, &expiry_);
      RequireStep(server_status, "AcceptSecurityContext");
      is_live_ = true;
    }
    Require(client_status == SEC_E_OK && server_status == SEC_E_OK, "The handshake did not end");
  }

  void ExportImport() {
    SecBuffer packed{0, SECBUFFER_EMPTY, nullptr};
    HANDLE token = nullptr;
    RequireOk(ExportSecurityContext(&server_, SECPKG_CONTEXT_EXPORT_DELETE_OLD, &packed, &token),
              "ExportSecurityContext");
    RequireOk(ImportSecurityContextW(parties_.package_name.data(), &packed, token, &server_),
              "ImportSecurityContextW");
    FreeContextBuffer(packed.pvBuffer);
    Require(token != nullptr && CloseHandle(token), "CloseHandle");
  }

  // Imports that many copies of the server's context.
  void Hold(std::size_t count) {
    SecBuffer packed{0, SECBUFFER_EMPTY, nullptr};
    HANDLE token = nullptr;
    RequireOk(ExportSecurityContext(&server_, 0, &packed, &token), "ExportSecurityContext");
    held_.resize(count);
    for (CtxtHandle& context : held_) {
      RequireOk(ImportSecurityContextW(parties_.package_name.data(), &packed, token, &context),
                "ImportSecurityContextW");
    }
    FreeContextBuffer(packed.pvBuffer);
    CloseHandle(token);
  }

  // The other functions use this message. It needs a context, and must stay where it is.
  void SetMessage(std::vector<BYTE>& message) {
    RequireOk(QueryContextAttributesW(&client_, SECPKG_ATTR_SIZES, &sizes_),
              "QueryContextAttributesW");
    trailer_.resize(sizes_.cbSecurityTrailer);
    signature_.resize(sizes_.cbMaxSignature);
    const SecBuffer data{SizeOf(message), SECBUFFER_DATA, message.data()};
    encrypted_ = {SecBuffer{0, SECBUFFER_TOKEN, trailer_.data()}, data};
    signed_ = {data, SecBuffer{0, SECBUFFER_TOKEN, signature_.data()}};
  }

  void Encrypt() {
    encrypted_[0].cbBuffer = sizes_.cbSecurityTrailer;
    RequireOk(EncryptMessage(&client_, 0, &encryption_, 0), "EncryptMessage");
  }

  void Decrypt() {
    ULONG quality = 0;
    RequireOk(DecryptMessage(&server_, &encryption_, 0, &quality), "DecryptMessage");
  }

  void Sign() {
    signed_[1].cbBuffer = sizes_.cbMaxSignature;
    RequireOk(MakeSignature(&client_, 0, &signing_, 0), "MakeSignature");
  }

  SECURITY_STATUS Verify() {
    ULONG quality = 0;
    return VerifySignature(&server_, &signing_, 0, &quality);
  }

 private:
  SECURITY_STATUS Initialize(CtxtHandle* old, SecBufferDesc* input, CtxtHandle* client,
                             SecBuffer* token) {
    *token = {SizeOf(to_server_), SECBUFFER_TOKEN, to_server_.data()};
    SecBufferDesc output{SECBUFFER_VERSION, 1, token};
    ULONG attributes = 0;
    return InitializeSecurityContextW(&outbound_, old, parties_.target_name.data(), kClientFlags, 0,
                                      SECURITY_NATIVE_DREP, input, 0, client, &output, &attributes,
                                      &expiry_);
  }

  void Acquire(ULONG use, CredHandle* credentials) {
    SEC_WINNT_AUTH_IDENTITY_W identity{};
    identity.User = reinterpret_cast<unsigned short*>(parties_.user.data());
    identity.UserLength = static_cast<ULONG>(parties_.user.size());
    identity.Password = reinterpret_cast<unsigned short*>(parties_.password.data());
    identity.PasswordLength = static_cast<ULONG>(parties_.password.size());
    identity.Flags = SEC_WINNT_AUTH_IDENTITY_UNICODE;
    RequireOk(AcquireCredentialsHandleW(nullptr, parties_.package_name.data(), use, nullptr,
                                        parties_.user.empty() ? nullptr : &identity, nullptr,
                                        nullptr, credentials, &expiry_),
              "AcquireCredentialsHandleW");
  }

  void DeleteContexts() {
    if (!std::exchange(is_live_, false)) return;
    DeleteSecurityContext(&client_);
    DeleteSecurityContext(&server_);
  }

  Parties parties_;
  CredHandle outbound_{};
  CredHandle inbound_{};
  CtxtHandle client_{};
  CtxtHandle server_{};
  TimeStamp expiry_{};
  bool is_live_ = false;
  std::vector<CtxtHandle> held_;
  std::vector<BYTE> to_server_;
  std::vector<BYTE> to_client_;
  SecPkgContext_Sizes sizes_{};
  std::vector<BYTE> trailer_;
  std::vector<BYTE> signature_;
  std::array<SecBuffer, 2> encrypted_{};
  std::array<SecBuffer, 2> signed_{};
  SecBufferDesc encryption_{SECBUFFER_VERSION, 2, encrypted_.data()};
  SecBufferDesc signing_{SECBUFFER_VERSION, 2, signed_.data()};
};

}  // namespace bench
