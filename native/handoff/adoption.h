#pragma once

#include <memory>
#include <optional>
#include <string>

#include "handoff/package_names.h"
#include "handoff/transfer_record.h"
#include "sspi/security_context.h"
#include "windows/access_token.h"

namespace handoff {

struct Ticket {
  HANDLE section;
  Nonce nonce;
  std::uint64_t expires_at;  // in the time of GetTickCount64
  std::uint32_t version;
};

// The result of redeeming a ticket.
struct Adoption {
  enum class Outcome {
    kAdopted,
    kInvalidTicket,
    kExpired,
    // The offer has expired, but only the ticket shows it: the record is gone.
    kTooLate,
    kWithdrawn,
    kAlreadyAdopted,
    kRejected,
    // This process cannot read the version of the record.
    kRefused,
  };

  Outcome outcome;
  // With kRejected: the failure of the package or of the system.
  std::optional<windows::Failure> rejection;
  // With kAdopted. For a token, only the token is set.
  std::shared_ptr<sspi::SecurityContext> context;
  std::optional<windows::AccessToken> access_token;
  PackageNames package_names;
  std::uint32_t role;
  std::uint32_t attributes;
  // With kRefused.
  std::uint32_t sender_version;
};

// The receiver's side of one transfer. A ticket for other content is an invalid ticket. Closes only
// handles that the sender has put into this process for the transfer, and only after the claim.
windows::Result<Adoption> Adopt(const Ticket& ticket, Content content,
                                const windows::OpenHandlesPtr& open_handles);

// Tells the sender that this process cannot read the message that contained the ticket.
Adoption Refuse(const Ticket& ticket);

}  // namespace handoff
