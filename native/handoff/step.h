#pragma once

namespace handoff {

// The steps of a transfer: between any two of them a process can die. Those of the model
// (test/model/handoff.pml), and between them each call that leaves something behind.
enum class Step {
  // Of the sender, that offers,
  kReceiverOpened,
  kExported,
  kRecordWritten,
  kTokenDuplicated,
  kEventDuplicated,
  kSectionDuplicated,
  kOffered,
  kWatching,
  // learns what came of it, or ends it,
  kAdoptionSeen,
  kRejectionSeen,
  kWithdrawing,
  kWithdrawn,
  kTokenPulled,
  kEventPulled,
  kSectionPulled,
  // and takes the context back.
  kReimporting,
  kReimported,
  // Of the receiver, that redeems the ticket,
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

// Nothing, but in the fault build (sspi_handoff_faults in binding.gyp): there a test can have the
// process stopped, ended, or out of memory at the step. test/native/handoff_faults.cc says how.
#ifdef HANDOFF_FAULTS
void Reached(Step step);
#else
inline void Reached(Step) {}
#endif

}  // namespace handoff
