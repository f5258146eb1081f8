#include <algorithm>
#include <utility>

#include "stopwatch.h"
#include "work.h"

namespace bench::bare {
namespace {

class Credentials {
 public:
  Credentials(const Parties& parties, ULONG use) {
    SEC_WINNT_AUTH_IDENTITY_W identity{};
    identity.User = Text(parties.user);
    identity.UserLength = static_cast<ULONG>(parties.user.size());
    identity.Password = Text(parties.password);
    identity.PasswordLength = static_cast<ULONG>(parties.password.size());
    identity.Flags = SEC_WINNT_AUTH_IDENTITY_UNICODE;
    TimeStamp expiry{};
    RequireOk(AcquireCredentialsHandleW(nullptr, const_cast<wchar_t*>(parties.package_name.c_str()),
                                        use, nullptr, parties.user.empty() ? nullptr : &identity,
                                        nullptr, nullptr, &handle_, &expiry),
              "AcquireCredentialsHandleW");
  }
  Credentials(const Credentials&) = delete;
  Credentials& operator=(const Credentials&) = delete;
  ~Credentials() { FreeCredentialsHandle(&handle_); }

  CredHandle* get() { return &handle_; }

 private:
  static unsigned short* Text(const std::wstring& text) {
    return reinterpret_cast<unsigned short*>(const_cast<wchar_t*>(text.c_str()));
  }

  CredHandle handle_{};
};

ULONG MaxTokenSize(const std::wstring& package_name) {
  SecPkgInfoW* info = nullptr;
  RequireOk(QuerySecurityPackageInfoW(const_cast<wchar_t*>(package_name.c_str()), &info),
            "QuerySecurityPackageInfoW");
  const ULONG size = info->cbMaxToken;
  FreeContextBuffer(info);
  return size;
}

// A client and a server that authenticate each other and reuse their buffers.
class Conversation {
 public:
  explicit Conversation(const Parties& parties)
      : target_name_(parties.target_name),
        outbound_(parties, SECPKG_CRED_OUTBOUND),
        inbound_(parties, SECPKG_CRED_INBOUND),
        to_server_(MaxTokenSize(parties.package_name)),
        to_client_(to_server_.size()) {}
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;
  ~Conversation() { End(); }

  void ShakeHands() {
    SecBuffer from_client{0, SECBUFFER_TOKEN, to_server_.data()};
    SecBuffer from_server{0, SECBUFFER_TOKEN, to_client_.data()};
    SecBufferDesc client_output{SECBUFFER_VERSION, 1, &from_client};
    SecBufferDesc server_output{SECBUFFER_VERSION, 1, &from_server};
    SECURITY_STATUS client_status = SEC_I_CONTINUE_NEEDED;
    SECURITY_STATUS server_status = SEC_I_CONTINUE_NEEDED;
    ULONG attributes = 0;
    TimeStamp expiry{};
    while (client_status == SEC_I_CONTINUE_NEEDED || server_status == SEC_I_CONTINUE_NEEDED) {
      const bool is_first = !is_live_;
      from_client.cbBuffer = static_cast<ULONG>(to_server_.size());
      client_status = InitializeSecurityContextW(
          outbound_.get(), is_first ? nullptr : &client, const_cast<wchar_t*>(target_name_.c_str()),
          kClientRequirements, 0, SECURITY_NATIVE_DREP, is_first ? nullptr : &server_output, 0,
          &client, &client_output, &attributes, &expiry);
      Require(client_status == SEC_E_OK || client_status == SEC_I_CONTINUE_NEEDED,
              "InitializeSecurityContextW");
      if (from_client.cbBuffer == 0) break;
      from_server.cbBuffer = static_cast<ULONG>(to_client_.size());
      server_status = AcceptSecurityContext(
          inbound_.get(), is_first ? nullptr : &server, &client_output, kServerRequirements,
          SECURITY_NATIVE_DREP, &server, &server_output, &attributes, &expiry);
      Require(server_status == SEC_E_OK || server_status == SEC_I_CONTINUE_NEEDED,
              "AcceptSecurityContext");
      is_live_ = true;
    }
    Require(client_status == SEC_E_OK && server_status == SEC_E_OK, "The handshake did not end");
  }

  void End() {
    if (!std::exchange(is_live_, false)) return;
    DeleteSecurityContext(&client);
    DeleteSecurityContext(&server);
  }

  // Throws unless the server accepts a message from the client as the next one.
  void RequireNextMessageArrives() {
    std::vector<BYTE> message = MessageOf(100);
    std::vector<BYTE> signature(Sizes().cbMaxSignature);
    SecBuffer buffers[] = {
        {100, SECBUFFER_DATA, message.data()},
        {static_cast<ULONG>(signature.size()), SECBUFFER_TOKEN, signature.data()}};
    SecBufferDesc description{SECBUFFER_VERSION, 2, buffers};
    RequireOk(MakeSignature(&client, 0, &description, 0), "MakeSignature");
    ULONG quality = 0;
    RequireOk(VerifySignature(&server, &description, 0, &quality), "VerifySignature");
  }

  SecPkgContext_Sizes Sizes() {
    SecPkgContext_Sizes sizes{};
    RequireOk(QueryContextAttributesW(&client, SECPKG_ATTR_SIZES, &sizes),
              "QueryContextAttributesW");
    return sizes;
  }

  CtxtHandle client{};
  CtxtHandle server{};

 private:
  std::wstring target_name_;
  Credentials outbound_;
  Credentials inbound_;
  std::vector<BYTE> to_server_;
  std::vector<BYTE> to_client_;
  bool is_live_ = false;
};

}  // namespace

double ExportImport(const Parties& parties, std::uint32_t iterations) {
  Conversation conversation(parties);
  conversation.ShakeHands();
  auto* package_name = const_cast<wchar_t*>(parties.package_name.c_str());
  const Stopwatch stopwatch;
  for (std::uint32_t i = 0; i < iterations; ++i) {
    SecBuffer packed{0, SECBUFFER_EMPTY, nullptr};
    HANDLE token = nullptr;
    RequireOk(ExportSecurityContext(&conversation.server, SECPKG_CONTEXT_EXPORT_DELETE_OLD, &packed,
                                    &token),
              "ExportSecurityContext");
    RequireOk(ImportSecurityContextW(package_name, &packed, token, &conversation.server),
              "ImportSecurityContextW");
    FreeContextBuffer(packed.pvBuffer);
    Require(token != nullptr && CloseHandle(token), "CloseHandle");
  }
  const double time = stopwatch.Nanoseconds();
  conversation.RequireNextMessageArrives();
  return time;
}

double EncryptDecrypt(const Parties& parties, std::uint32_t iterations, std::uint32_t size) {
  Conversation conversation(parties);
  conversation.ShakeHands();
  const std::vector<BYTE> message = MessageOf(size);
  std::vector<BYTE> data = message;
  std::vector<BYTE> trailer(conversation.Sizes().cbSecurityTrailer);
  const auto trailer_size = static_cast<ULONG>(trailer.size());
  SecBuffer buffers[] = {{trailer_size, SECBUFFER_TOKEN, trailer.data()},
                         {size, SECBUFFER_DATA, data.data()}};
  SecBufferDesc description{SECBUFFER_VERSION, 2, buffers};
  ULONG quality = 0;
  const Stopwatch stopwatch;
  for (std::uint32_t i = 0; i < iterations; ++i) {
    buffers[0].cbBuffer = trailer_size;
    RequireOk(EncryptMessage(&conversation.client, 0, &description, 0), "EncryptMessage");
    RequireOk(DecryptMessage(&conversation.server, &description, 0, &quality), "DecryptMessage");
  }
  const double time = stopwatch.Nanoseconds();
  Require(data == message, "Another message arrived");
  buffers[0].cbBuffer = trailer_size;
  RequireOk(EncryptMessage(&conversation.client, 0, &description, 0), "EncryptMessage");
  Require(data != message, "The message was not encrypted");
  return time;
}

double SignVerify(const Parties& parties, std::uint32_t iterations, std::uint32_t size) {
  Conversation conversation(parties);
  conversation.ShakeHands();
  std::vector<BYTE> message = MessageOf(size);
  std::vector<BYTE> signature(conversation.Sizes().cbMaxSignature);
  const auto signature_size = static_cast<ULONG>(signature.size());
  SecBuffer buffers[] = {{size, SECBUFFER_DATA, message.data()},
                         {signature_size, SECBUFFER_TOKEN, signature.data()}};
  SecBufferDesc description{SECBUFFER_VERSION, 2, buffers};
  ULONG quality = 0;
  const Stopwatch stopwatch;
  for (std::uint32_t i = 0; i < iterations; ++i) {
    buffers[1].cbBuffer = signature_size;
    RequireOk(MakeSignature(&conversation.client, 0, &description, 0), "MakeSignature");
    RequireOk(VerifySignature(&conversation.server, &description, 0, &quality), "VerifySignature");
  }
  const double time = stopwatch.Nanoseconds();
  RequireOk(MakeSignature(&conversation.client, 0, &description, 0), "MakeSignature");
  message[0] ^= 1;
  Require(VerifySignature(&conversation.server, &description, 0, &quality) == SEC_E_MESSAGE_ALTERED,
          "An altered message was accepted");
  return time;
}

double ShakeHands(const Parties& parties, std::uint32_t iterations) {
  Conversation conversation(parties);
  const Stopwatch stopwatch;
  for (std::uint32_t i = 0; i < iterations; ++i) {
    conversation.End();
    conversation.ShakeHands();
  }
  const double time = stopwatch.Nanoseconds();
  conversation.RequireNextMessageArrives();
  return time;
}

double Enumerate(std::uint32_t iterations) {
  ULONG count = 0;
  SecPkgInfoW* packages = nullptr;
  const Stopwatch stopwatch;
  for (std::uint32_t i = 0; i < iterations; ++i) {
    RequireOk(EnumerateSecurityPackagesW(&count, &packages), "EnumerateSecurityPackagesW");
    Require(count > 0 && packages[0].Name[0] != L'\0', "No package was listed");
    FreeContextBuffer(packages);
  }
  return stopwatch.Nanoseconds();
}

}  // namespace bench::bare
