#pragma once

#include <cstdint>

#include "session/protection.h"

namespace handoff_reference {

// The numbers of the messages that a context has received. They show that a message is repeated or
// out of order.
struct ReceivedMessages {
  std::uint64_t next = 0;    // one more than the highest number so far
  std::uint64_t recent = 0;  // bit i: message number (next - 1 - i) was received

  // Records the number of an authentic message. Throws SEC_E_OUT_OF_SEQUENCE, and then changes
  // nothing.
  //
  // SEQUENCE_DETECT accepts only the next number, and so refuses a replay too. REPLAY_DETECT alone
  // accepts each number once, in any order. A message that comes after 64 later ones cannot be
  // distinguished from a replay, and is refused. Without both flags every number is accepted:
  // according to Microsoft Learn, Context Requirements, INTEGRITY enables neither sequencing nor
  // replay detection.
  void Accept(std::uint64_t number, const Protection& protection);
};

}  // namespace handoff_reference
