#pragma once

#include <windows.h>

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "handoff/seal.h"

namespace handoff {

// The thing that a transfer moves.
enum class Content : std::uint32_t {
  // With its access token, if it has one.
  kContext = 0,
  // Without a context. The sender keeps its own handle, so a token is shared and not moved.
  kAccessToken = 1,
};

// The state of the transfer, which determines the owner of the context. The transitions, and the
// process that makes each:
//
//   OFFERED -> CLAIMED       the receiver
//   CLAIMED -> ADOPTED       the receiver, which owns the context from then on
//   CLAIMED -> REJECTED      the receiver, with the reason
//   OFFERED -> REFUSED       a receiver that cannot read this version of the record
//   OFFERED -> WITHDRAWN     the sender
//   REJECTED -> WITHDRAWN    the sender
//   REFUSED -> WITHDRAWN     the sender
//   CLAIMED -> WITHDRAWN     the sender, after the receiver has exited
//
// From CLAIMED on, the receiver owns the handles that the sender has put into its process. The
// sender closes them only after it has moved OFFERED or REFUSED to WITHDRAWN. So the two never
// close the same handle. test/model/handoff.pml models this protocol with the same names, and
// step.h lists the steps.
enum class State : LONG {
  kNone = 0,
  kOffered = 1,
  kClaimed = 2,
  kAdopted = 3,
  kRejected = 4,
  kWithdrawn = 5,
  kRefused = 6,
};

// The version of the ticket, the record, and the messages of sendContext and onContext.
// docs/handoff.md defines the changes that a new version may make.
inline constexpr std::uint32_t kProtocolVersion = 1;
inline constexpr std::uint32_t kOldestProtocolVersion = 1;  // the oldest that this build can read

// The part of the record that is the same in every version, so that processes of different versions
// can recognise each other. Constant after the offer, and covered by the seal.
struct Preamble {
  std::uint32_t magic;
  std::uint32_t version;
  std::uint32_t min_version;  // a receiver of an older version cannot read the record
  std::uint32_t reserved;
  std::uint64_t event;  // a handle value in the receiver
  Nonce nonce;
};

// The sender's description of the content, and the handles of the transfer. Constant after the
// offer, and covered by the seal. For an access token all fields of the context are zero.
struct Terms {
  std::uint64_t expires_at;  // in the time of GetTickCount64, which all processes share
  std::uint64_t section;     // handle values in the receiver; zero for none
  std::uint64_t token;
  std::uint64_t token_id;
  std::uint64_t sender_start_time;
  std::uint32_t sender_pid;
  std::uint32_t receiver_pid;
  std::uint32_t role;
  std::uint32_t attributes;
  std::uint32_t buffer_type;
  std::uint32_t package_names_size;  // in bytes; PackageNames::Joined() follows the header
  std::uint32_t packed_size;         // the packed context follows the names
  Content content;
};

// The header of the section, which both processes map. They may run different builds of the addon,
// also for different processors. The members before the seal are the same in every version.
struct TransferRecord {
  static constexpr std::uint32_t kMagic = 0x4F485353;  // "SSHO"

  Preamble preamble;
  volatile LONG state;
  // The receiver writes the newest version that it can read before it moves to REFUSED.
  std::uint32_t receiver_version;
  // The receiver writes a windows::Failure or kRejectedAsExpired before it moves to REJECTED.
  std::uint32_t rejection_kind;
  std::uint32_t rejection_code;
  Seal seal;
  Terms terms;

  State Current() const {
    return static_cast<State>(InterlockedCompareExchange(const_cast<volatile LONG*>(&state), 0, 0));
  }

  // Changes the state. Returns false if the state was not `from`.
  bool Move(State from, State to) {
    return InterlockedCompareExchange(&state, static_cast<LONG>(to), static_cast<LONG>(from)) ==
           static_cast<LONG>(from);
  }
};

inline constexpr std::uint32_t kRejectedAsExpired = 0xFFFFFFFF;

// The layout is the same on every processor: without padding, the sizes of the members determine
// it.
static_assert(std::has_unique_object_representations_v<Preamble> && sizeof(Preamble) == 40);
static_assert(std::has_unique_object_representations_v<Terms> && sizeof(Terms) == 72);
static_assert(std::has_unique_object_representations_v<TransferRecord>);
static_assert(std::is_standard_layout_v<TransferRecord> && sizeof(TransferRecord) == 160);
static_assert(offsetof(TransferRecord, state) == 40 && offsetof(TransferRecord, seal) == 56);
static_assert(offsetof(TransferRecord, terms) == 88 && offsetof(Terms, sender_pid) == 40);
static_assert(offsetof(Preamble, event) == 16 && offsetof(Preamble, nonce) == 24);

inline std::uint64_t ToRecord(HANDLE handle) {
  return static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(handle));
}
inline HANDLE FromRecord(std::uint64_t value) {
  return reinterpret_cast<HANDLE>(static_cast<std::uintptr_t>(value));
}

}  // namespace handoff
