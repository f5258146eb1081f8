#pragma once

#include <windows.h>

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "handoff/seal.h"

namespace handoff {

// Whose the context is. What moves where, by whom:
//
//   OFFERED -> CLAIMED       the receiver
//   CLAIMED -> ADOPTED       the receiver, which owns the context from then on
//   CLAIMED -> REJECTED      the receiver, with the reason
//   OFFERED -> WITHDRAWN     the sender
//   REJECTED -> WITHDRAWN    the sender
//   CLAIMED -> WITHDRAWN     the sender, once the receiver is dead
//
// The handles that the sender has put into the receiver's process are the receiver's from CLAIMED
// on, and the sender's to close once it has moved OFFERED to WITHDRAWN. So the two never close the
// same one. test/model/handoff.pml is a model of it with the same names, step.h the steps between.
enum class State : LONG {
  kNone = 0,
  kOffered = 1,
  kClaimed = 2,
  kAdopted = 3,
  kRejected = 4,
  kWithdrawn = 5,
};

// What the sender says of the context, and which handles are the transfer's. Never changed once it
// is offered: the seal covers it.
struct Terms {
  std::uint64_t expires_at;  // of GetTickCount64, which all processes share
  std::uint64_t section;     // handle values in the receiver; zero for none
  std::uint64_t event;
  std::uint64_t token;
  std::uint64_t token_id;
  std::uint64_t sender_start_time;
  std::uint32_t sender_pid;
  std::uint32_t receiver_pid;
  std::uint32_t role;
  std::uint32_t attributes;
  std::uint32_t buffer_type;
  std::uint32_t package_name_size;  // in bytes; the name follows the header
  std::uint32_t packed_size;        // follows the name
  std::uint32_t reserved;
};

// The header of the section, as both processes see it: they run the same build of the addon or one
// that knows the same version, be it for another processor.
struct TransferRecord {
  static constexpr std::uint32_t kMagic = 0x4F485353;  // "SSHO"
  static constexpr std::uint32_t kVersion = 1;

  std::uint32_t magic;
  std::uint32_t version;
  Nonce nonce;
  Seal seal;
  volatile LONG state;
  // Written by the receiver before it moves to REJECTED: a windows::Failure, or that it was late.
  std::uint32_t rejection_kind;
  std::uint32_t rejection_code;
  std::uint32_t reserved;
  Terms terms;

  State Current() const {
    return static_cast<State>(InterlockedCompareExchange(const_cast<volatile LONG*>(&state), 0, 0));
  }

  // The only way in which the state changes. False if it was not `from`.
  bool Move(State from, State to) {
    return InterlockedCompareExchange(&state, static_cast<LONG>(to), static_cast<LONG>(from)) ==
           static_cast<LONG>(from);
  }
};

inline constexpr std::uint32_t kRejectedAsExpired = 0xFFFFFFFF;

static_assert(std::is_trivially_copyable_v<Terms> && sizeof(Terms) == 80);
static_assert(std::is_standard_layout_v<TransferRecord> && sizeof(TransferRecord) == 152);
static_assert(offsetof(TransferRecord, state) == 56 && offsetof(TransferRecord, terms) == 72);

inline std::uint64_t ToRecord(HANDLE handle) {
  return static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(handle));
}
inline HANDLE FromRecord(std::uint64_t value) {
  return reinterpret_cast<HANDLE>(static_cast<std::uintptr_t>(value));
}

}  // namespace handoff
