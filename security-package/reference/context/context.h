#pragma once

#include <memory>
#include <mutex>

#include "handshake/handshake.h"

namespace handoff_reference {

// What a context handle stands for: a handshake, then a session, and after a failed handshake or an
// export that deletes, neither. One call at a time is inside; the others wait.
class Context {
 public:
  explicit Context(std::unique_ptr<Handshake> handshake) : handshake_(std::move(handshake)) {}
  explicit Context(std::unique_ptr<Session> session) : session_(std::move(session)) {}

  // Exclusive use of the session for as long as this lives.
  class SessionUse {
   public:
    explicit SessionUse(Context& context);

    Session& operator*() const { return *context_.session_; }
    Session* operator->() const { return context_.session_.get(); }
    // Ends the session for good, also for the calls that wait for this one to finish.
    void End() { context_.session_.reset(); }

   private:
    std::unique_lock<std::mutex> lock_;
    Context& context_;
  };

  // Throws SEC_E_INVALID_HANDLE unless there is a session: also for a half-open context.
  SessionUse UseSession() { return SessionUse(*this); }

  // The input buffers of one call.
  struct HandshakeInput {
    ByteView token;
    BindingsHash bindings = kNoBindings;
  };

  struct Progress {
    SECURITY_STATUS status;
    std::uint32_t flags;
    FileTime expiry;
  };

  // One leg. On all but the first, `credentials` may be null; if not, they have to be those that
  // the handshake was begun with.
  Progress Step(Role role, const Credentials* credentials, const HandshakeInput& input,
                OutputToken& output);

  void CompleteToken(SecBufferDesc* message);

  bool established();

 private:
  void TakeSession();

  std::mutex lock_;
  std::unique_ptr<Handshake> handshake_;
  std::unique_ptr<Session> session_;
};

}  // namespace handoff_reference
