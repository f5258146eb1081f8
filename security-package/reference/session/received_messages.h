#pragma once

#include <cstdint>

#include "session/protection.h"

namespace handoff_reference {

// The numbers of the messages that a context has received. They show that a message comes again, or
// out of its turn.
struct ReceivedMessages {
  std::uint64_t next = 0;    // one more than the highest number so far
  std::uint64_t recent = 0;  // bit i: message number (next - 1 - i) was received

  // Notes the number of an authentic message. Throws SEC_E_OUT_OF_SEQUENCE, and then changes
  // nothing.
  //
  // SEQUENCE_DETECT accepts the next number only, and so refuses a replay too. REPLAY_DETECT alone
  // accepts each number once, in any order; a message that comes after 64 later ones cannot be told
  // from a replay, and is refused. Without both, every number is accepted: Microsoft Learn, Context
  // Requirements, says that INTEGRITY enables neither sequencing nor replay detection.
  void Accept(std::uint64_t number, const Protection& protection);
};

}  // namespace handoff_reference
