#include <algorithm>
#include <memory>
#include <utility>

#include "sspi/message_protection.h"
#include "sspi/security_context.h"
#include "stopwatch.h"
#include "work.h"

namespace bench::classes {
namespace {

template <typename T>
T ValueOf(windows::Result<T> result) {
  if (!result.ok()) throw std::runtime_error(result.failure().call);
  return std::move(result.value());
}

std::shared_ptr<sspi::Credentials> Acquire(const Parties& parties, ULONG use,
                                           windows::OpenHandlesPtr open_handles) {
  sspi::CredentialRequest request{parties.package_name, use, {}, std::nullopt, {}};
  if (!parties.user.empty()) {
    windows::SecureArray<wchar_t> password(parties.password.size());
    std::copy(parties.password.begin(), parties.password.end(), password.data());
    request.account = sspi::Account{parties.user, {}, std::move(password)};
  }
  return ValueOf(sspi::Credentials::Acquire(request, std::move(open_handles)));
}

class Conversation {
 public:
  explicit Conversation(const Parties& parties)
      : target_name_(parties.target_name),
        outbound_(Acquire(parties, SECPKG_CRED_OUTBOUND, open_handles)),
        inbound_(Acquire(parties, SECPKG_CRED_INBOUND, open_handles)),
        room_(outbound_->package().max_token_size) {}

  void ShakeHands() {
    client = std::make_shared<sspi::SecurityContext>(
        outbound_,
        sspi::Handshake{sspi::Handshake::Role::kClient, target_name_, kClientRequirements, {}, {}});
    server = std::make_shared<sspi::SecurityContext>(
        inbound_, sspi::Handshake{sspi::Handshake::Role::kServer, {}, kServerRequirements, {}, {}});
    const sspi::Bytes room{room_.data(), static_cast<ULONG>(room_.size())};
    std::vector<BYTE> token;
    sspi::HandshakeStep of_client{};
    sspi::HandshakeStep of_server{};
    for (;;) {
      of_client = ValueOf(client->Step(std::move(token), room));
      if (of_client.token_size == 0) break;
      token.assign(room.data, room.data + of_client.token_size);
      of_server = ValueOf(server->Step(std::move(token), room));
      if (of_server.token_size == 0) break;
      token.assign(room.data, room.data + of_server.token_size);
    }
    Require(of_client.complete && of_server.complete, "The handshake did not end");
  }

  void RequireNextMessageArrives() {
    std::vector<BYTE> message = MessageOf(100);
    std::vector<BYTE> signature(ValueOf(client->MessageSizes()).cbMaxSignature);
    SignVerify({message.data(), 100}, {signature.data(), static_cast<ULONG>(signature.size())});
  }

  void SignVerify(sspi::Bytes message, sspi::Bytes room) {
    const ULONG size = ValueOf(client->Exclusively(
        [&](CtxtHandle* context) { return sspi::Sign(context, 0, message, room); }));
    ValueOf(server->Exclusively([&](CtxtHandle* context) {
      return sspi::Verify(context, message, {room.data, size});
    }));
  }

  windows::OpenHandlesPtr open_handles = std::make_shared<windows::OpenHandles>();
  std::shared_ptr<sspi::SecurityContext> client;
  std::shared_ptr<sspi::SecurityContext> server;

 private:
  std::wstring target_name_;
  std::shared_ptr<sspi::Credentials> outbound_;
  std::shared_ptr<sspi::Credentials> inbound_;
  std::vector<BYTE> room_;
};

}  // namespace

double ExportImport(const Parties& parties, std::uint32_t iterations) {
  Conversation conversation(parties);
  conversation.ShakeHands();
  const Stopwatch stopwatch;
  for (std::uint32_t i = 0; i < iterations; ++i) {
    sspi::PackedContext packed =
        ValueOf(conversation.server->Export(SECPKG_CONTEXT_EXPORT_DELETE_OLD, true));
    windows::SecureArray<BYTE> copy(packed.size);
    std::copy_n(static_cast<const BYTE*>(packed.bytes.get()), packed.size, copy.data());
    conversation.server = ValueOf(
        sspi::SecurityContext::Import(parties.package_name, std::move(copy), packed.buffer_type,
                                      packed.access_token->get(), conversation.open_handles));
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
  std::vector<BYTE> trailer(ValueOf(conversation.client->MessageSizes()).cbSecurityTrailer);
  const sspi::MessageParts parts{
      {trailer.data(), static_cast<ULONG>(trailer.size())}, {data.data(), size}, {nullptr, 0}};
  const Stopwatch stopwatch;
  for (std::uint32_t i = 0; i < iterations; ++i) {
    ValueOf(conversation.client->Exclusively(
        [&](CtxtHandle* context) { return sspi::Encrypt(context, 0, parts); }));
    ValueOf(conversation.server->Exclusively(
        [&](CtxtHandle* context) { return sspi::Decrypt(context, parts); }));
  }
  const double time = stopwatch.Nanoseconds();
  Require(data == message, "Another message arrived");
  return time;
}

double SignVerify(const Parties& parties, std::uint32_t iterations, std::uint32_t size) {
  Conversation conversation(parties);
  conversation.ShakeHands();
  std::vector<BYTE> message = MessageOf(size);
  std::vector<BYTE> signature(ValueOf(conversation.client->MessageSizes()).cbMaxSignature);
  const sspi::Bytes signature_bytes{signature.data(), static_cast<ULONG>(signature.size())};
  const Stopwatch stopwatch;
  for (std::uint32_t i = 0; i < iterations; ++i) {
    conversation.SignVerify({message.data(), size}, signature_bytes);
  }
  const double time = stopwatch.Nanoseconds();
  conversation.RequireNextMessageArrives();
  return time;
}

double ShakeHands(const Parties& parties, std::uint32_t iterations) {
  Conversation conversation(parties);
  const Stopwatch stopwatch;
  for (std::uint32_t i = 0; i < iterations; ++i) conversation.ShakeHands();
  const double time = stopwatch.Nanoseconds();
  conversation.RequireNextMessageArrives();
  return time;
}

double Enumerate(std::uint32_t iterations) {
  const Stopwatch stopwatch;
  for (std::uint32_t i = 0; i < iterations; ++i) {
    const auto packages = ValueOf(sspi::EnumeratePackages());
    Require(packages.begin() != packages.end() && packages.begin()->Name[0] != L'\0',
            "No package was listed");
  }
  return stopwatch.Nanoseconds();
}

}  // namespace bench::classes
