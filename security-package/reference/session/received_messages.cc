#include "session/received_messages.h"

#include "status_error.h"

namespace handoff_reference {

namespace {

constexpr std::uint64_t kRecentMessages = 64;

}  // namespace

void ReceivedMessages::Accept(std::uint64_t number, const Protection& protection) {
  if (!protection.sequence_detect && !protection.replay_detect) return;
  if (number < next) {
    const std::uint64_t age = next - 1 - number;
    const bool may_be_replay = age >= kRecentMessages || (recent >> age & 1) != 0;
    if (protection.sequence_detect || may_be_replay) throw StatusError(SEC_E_OUT_OF_SEQUENCE);
    recent |= std::uint64_t{1} << age;
    return;
  }
  const std::uint64_t skipped = number - next;
  if (protection.sequence_detect && skipped != 0) throw StatusError(SEC_E_OUT_OF_SEQUENCE);
  recent = skipped + 1 < kRecentMessages ? recent << (skipped + 1) : 0;
  recent |= 1;
  next = number + 1;
}

}  // namespace handoff_reference
