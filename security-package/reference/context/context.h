#pragma once

#include <memory>
#include <mutex>

#include "handshake/handshake.h"

namespace handoff_reference {

// The object behind a context handle. It contains a handshake, then a session. After a failed
// handshake or an export that deletes, it contains neither. Only one call at a time uses it; the
// others wait.
class Context {
 public:
  explicit Context(std::unique_ptr<Handshake> handshake) : handshake_(std::move(handshake)) {}
  explicit Context(std::unique_ptr<Session> session) : session_(std::move(session)) {}

  // Gives the caller exclusive use of the session while this object lives.
  class SessionUse {
   public:
    explicit SessionUse(Context& context);

    Session& operator*() const { return *context_.session_; }
    Session* operator->() const { return context_.session_.get(); }
    // Ends the session for good, also for calls that wait for this one.
    void End() { context_.session_.reset(); }

   private:
    std::unique_lock<std::mutex> lock_;
    Context& context_;
  };

  // Throws SEC_E_INVALID_HANDLE unless there is a session. A half-open context has none.
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

  // Performs one leg. After the first leg `credentials` may be null. Otherwise they must be the
  // credentials of the first leg.
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
