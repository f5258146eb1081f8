#pragma once

#include <memory>
#include <optional>
#include <string>

#include "handoff/transfer_record.h"
#include "sspi/security_context.h"
#include "windows/access_token.h"

namespace handoff {

struct Ticket {
  HANDLE section;
  Nonce nonce;
  std::uint64_t expires_at;  // of GetTickCount64
  std::uint32_t version;
};

// What came of a ticket.
struct Adoption {
  enum class Outcome {
    kAdopted,
    kInvalidTicket,
    kExpired,
    // The ticket says that it has expired, and nothing is left of the offer that could say more.
    kTooLate,
    kWithdrawn,
    kAlreadyAdopted,
    kRejected,
    // This process cannot read that version of the record.
    kRefused,
  };

  Outcome outcome;
  // Of kRejected: why the package, or the system, would not take it.
  std::optional<windows::Failure> rejection;
  // Of kAdopted.
  std::shared_ptr<sspi::SecurityContext> context;
  std::optional<windows::AccessToken> access_token;
  std::wstring package_name;
  std::uint32_t role;
  std::uint32_t attributes;
  // Of kRefused.
  std::uint32_t sender_version;
};

// The receiver's side of one transfer. Closes no handle but those that the sender has put into this
// process for it, and those only once it has claimed the context.
windows::Result<Adoption> Adopt(const Ticket& ticket, const windows::OpenHandlesPtr& open_handles);

// Tells the sender that this process cannot read the message that the ticket came in.
Adoption Refuse(const Ticket& ticket);

}  // namespace handoff
