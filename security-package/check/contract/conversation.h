#pragma once

#include "package/party.h"

namespace check_package {

// A client and a server in this process. Credentials live as long as their contexts.
class Conversation {
 public:
  // Establishes both sides. Throws NotSupported if the package refuses to export even a half-open
  // context, or NotTested with the step that failed.
  static Conversation Established(Package& package);
  // Stops after one message and its answer: the client is not established, and the server may be.
  static Conversation HalfOpen(Package& package);

  Context& client() { return client_->context(); }
  Context& server() { return server_->context(); }
  bool server_done() const { return server_done_; }
  // The last token that the server sent.
  const Bytes& last_token() const { return to_client_; }

  // Continues the handshake to its end.
  void Establish();

 private:
  explicit Conversation(Package& package);

  // Sends one message and its answer.
  void Round();
  // Created for the first message to it, because a client alone can show that the package cannot
  // export.
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
