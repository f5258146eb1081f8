#include "contract/conversation.h"

#include "contract/exported_context.h"
#include "status_name.h"
#include "verdict.h"

namespace check_package {

namespace {

constexpr int kMostRounds = 20;

void ThrowIfExportIsUnsupported(Party& party) {
  if (!party.context().valid()) return;
  Package& package = party.context().package();
  for (const ULONG flags : {ULONG{0}, ULONG{SECPKG_CONTEXT_EXPORT_DELETE_OLD}}) {
    ExportedContext exported;
    const SECURITY_STATUS status =
        package.Export(party.context().get(), flags, exported.buffer(), exported.token());
    if (status != SEC_E_UNSUPPORTED_FUNCTION) return;
  }
  throw NotSupported(std::string(package.export_function()) + " returns " +
                     NameOf(SEC_E_UNSUPPORTED_FUNCTION));
}

}  // namespace

Conversation::Conversation(Package& package) : package_(package), client_(package.NewClient()) {}

Conversation Conversation::Established(Package& package) {
  Conversation conversation(package);
  conversation.Establish();
  return conversation;
}

Conversation Conversation::HalfOpen(Package& package) {
  Conversation conversation(package);
  conversation.Round();
  if (conversation.client_done_) throw LeftOut("a client is complete after its first message");
  return conversation;
}

void Conversation::Establish() {
  for (int round = 0; !client_done_ || !server_done_; ++round) {
    if (round == kMostRounds) throw NotTested("the handshake does not end");
    Round();
  }
}

void Conversation::Round() {
  Bytes to_server;
  if (!client_done_) RequireProgress(*client_, client_->Step(to_client_, to_server));
  to_client_.clear();
  if (to_server.empty()) {
    if (!client_done_ || !server_done_) throw NotTested("the handshake stops half way");
    return;
  }
  if (server_ == nullptr) server_ = NewServer();
  RequireProgress(*server_, server_->Step(to_server, to_client_));
}

std::unique_ptr<Party> Conversation::NewServer() {
  try {
    return package_.NewServer();
  } catch (const NotTested&) {
    ThrowIfExportIsUnsupported(*client_);
    throw;
  }
}

void Conversation::RequireProgress(Party& party, SECURITY_STATUS status) {
  if (status == SEC_E_OK) {
    (&party == client_.get() ? client_done_ : server_done_) = true;
    return;
  }
  if (status == SEC_I_CONTINUE_NEEDED) return;
  ThrowIfExportIsUnsupported(*client_);
  ThrowIfExportIsUnsupported(party);
  throw NotTested(std::string("no established context: ") + party.step_function() + " returns " +
                  NameOf(status));
}

}  // namespace check_package
