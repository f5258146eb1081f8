#pragma once

namespace handoff {

// The steps of a transfer. A process can exit between any two of them. They are the steps of the
// model (test/model/handoff.pml), and each call between them that has a lasting effect.
enum class Step {
  // The sender offers the context,
  kReceiverOpened,
  kExported,
  kRecordWritten,
  kTokenDuplicated,
  kEventDuplicated,
  kSectionDuplicated,
  kOffered,
  kWatching,
  // learns the result or withdraws the offer,
  kAdoptionSeen,
  kRejectionSeen,
  kWithdrawing,
  kWithdrawn,
  kTokenPulled,
  kEventPulled,
  kSectionPulled,
  // and reclaims the context.
  kReimporting,
  kReimported,
  // The receiver redeems the ticket,
  kMapped,
  kRead,
  kClaimed,
  kTokenTaken,
  kImported,
  // and adopts or rejects.
  kAdopted,
  kWiped,
  kRejecting,
  kRejected,
  kEventSet,
};

// Does nothing except in the fault build (sspi_handoff_faults in binding.gyp). There a test can
// stop or end the process at the step, or take its memory: see test/native/handoff_faults.cc.
#ifdef HANDOFF_FAULTS
void Reached(Step step);
#else
inline void Reached(Step) {}
#endif

}  // namespace handoff
