#pragma once

#include <memory>
#include <mutex>

#include "credentials.h"
#include "flags.h"
#include "gss_objects.h"
#include "handshake/output_token.h"

namespace mit_kerberos {

// The object behind a context handle. It is half-open until the handshake is complete, and it ends
// with a failed handshake or an export. Only one call at a time uses it; the others wait.
class Context {
 public:
  // Starts a handshake. `target` is the target name of a client, and null for a server.
  Context(Role role, std::shared_ptr<Credentials> credentials, const WCHAR* target);
  // Continues an exported context.
  explicit Context(handoff_reference::ByteView exported);

  // The input of one call of InitializeSecurityContext or AcceptSecurityContext.
  struct Leg {
    // Those of the first leg, or null on a later leg.
    const Credentials* credentials;
    ULONG requirements;
    gss_channel_bindings_t bindings;
    handoff_reference::ByteView token;
  };

  struct Progress {
    SECURITY_STATUS status;
    ULONG flags;
    OM_uint32 remaining_seconds;
  };

  // A handshake that fails is over.
  Progress Step(Role role, const Leg& leg, handoff_reference::OutputToken& output);

  bool established();

  // Gives the caller exclusive use of an established context while this object lives. Throws
  // SEC_E_INVALID_HANDLE for any other context.
  class Use {
   public:
    explicit Use(Context& context);

    gss_ctx_id_t gss() const { return context_.gss_.get(); }
    bool grants(OM_uint32 flag) const { return (context_.granted_ & flag) != 0; }
    ULONG flags() const { return ToSspiFlags(context_.role_, context_.granted_); }
    // Ends the context, also for calls that wait for this one, and returns it packed by the
    // library.
    void Export(GssBuffer& exported);

   private:
    std::unique_lock<std::mutex> lock_;
    Context& context_;
  };

 private:
  enum class State { kHalfOpen, kEstablished, kEnded };

  struct Output {
    GssBuffer token;
    OM_uint32 major = 0;
    OM_uint32 remaining_seconds = 0;
  };
  void Initialize(const Leg& leg, Output& output);
  void Accept(const Leg& leg, Output& output);

  std::mutex lock_;
  State state_ = State::kHalfOpen;
  Role role_ = Role::kClient;
  OM_uint32 granted_ = 0;
  std::shared_ptr<Credentials> credentials_;
  GssName target_;
  GssContext gss_;
};

}  // namespace mit_kerberos
