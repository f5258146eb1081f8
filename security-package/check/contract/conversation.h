#pragma once

#include "package/party.h"

namespace check_package {

// A client and a server in this process. Credentials live as long as the contexts that were made
// from them.
class Conversation {
 public:
  // Both sides established. Throws NotSupported if the package says of a half-open context already
  // that it cannot export, else NotTested with the step that failed.
  static Conversation Established(Package& package);
  // After one message and its answer: the client is not established, and the server need not be.
  static Conversation HalfOpen(Package& package);

  Context& client() { return client_->context(); }
  Context& server() { return server_->context(); }
  bool server_done() const { return server_done_; }
  // The last token that the server sent.
  const Bytes& last_token() const { return to_client_; }

  // Goes on to the end of the handshake.
  void Establish();

 private:
  explicit Conversation(Package& package);

  // One message there and its answer back.
  void Round();
  // Made when there is something for it to answer: a client alone can tell that it cannot export.
  std::unique_ptr<Party> NewServer();
  void RequireProgress(Party& party, SECURITY_STATUS status);

  Package& package_;
  std::unique_ptr<Party> client_;
  std::unique_ptr<Party> server_;
  bool client_done_ = false;
  bool server_done_ = false;
  Bytes to_client_;
};

}  // namespace check_package
