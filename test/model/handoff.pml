/*
 * The model of the handoff protocol (docs/handoff.md) for spin. It has one offer, a sender, a receiver
 * that redeems the ticket twice, and a crash of each process at any step. native/handoff has the same
 * states and transitions: transfer_record.h defines them, offer.cc is the sender, and adoption.cc the
 * receiver. step.h names the steps at which test/faults ends these processes.
 *
 * A transfer of an access token alone has the same states and transitions. It has no bytes, and nothing to lose: only the
 * properties of handles and of the end of an offer say something about it.
 *
 * Each statement is one step, and other processes may run between any two steps. A d_step is a single
 * operation of Windows or of the processor.
 *
 * The model assumes two facts. A process whose handle is signalled never runs again. The package can
 * import its own bytes in the sender. If it cannot, the error says so, and the context is lost.
 *
 * CLAIM_WITHOUT_CAS, WIPE_BEFORE_ADOPTED, LOSER_CLOSES, HANDLES_LEFT and DEATH_UNWATCHED are deliberate
 * mistakes. npm test asserts that each violates the property that forbids it (tools/test/model.mjs).
 */

/* The state of the record. While it is NONE, only the sender can see the record. */
mtype:state = { NONE, OFFERED, CLAIMED, ADOPTED, REJECTED, WITHDRAWN, REFUSED };
mtype:state state = NONE;

bool senderAlive = true;
bool receiverAlive = true;

/* The number of live contexts in each process. Packed bytes are not an owner. */
byte liveInSender = 1;
byte liveInReceiver = 0;

bool bytesInSection = false;     /* the packed context, in shared memory */
bool handlesInReceiver = false;  /* section, event and access token, in the receiver's handle table */
bool foreignClosed = false;      /* a process closed a handle value that it did not own */

bool ticketPosted = false;
bool eventSet = false;
bool expired = false;
bool withdrawRequested = false;  /* by reclaim(), dispose(), an AbortSignal, or a failed post */

bool senderDone = false;
byte redeeming = 0;            /* running calls of adoptContext */

#define owners (liveInSender + liveInReceiver)
#define lost (owners == 0)

/* No process can take another step, unless a receiver redeems the ticket. */
#define over ((senderDone || !senderAlive) && (redeeming == 0 || !receiverAlive))

ltl never_two_owners { [] (owners <= 1) }

/* While the sender lives, the context is lost only after ADOPTED, when the receiver that owned it
   exits. While the receiver lives, the context is lost only when the sender exits, and only if the
   receiver has not claimed the context or its import was refused. */
ltl lost_only_with_its_owner {
  [] (over && lost ->
      (senderAlive -> !receiverAlive && state == ADOPTED) &&
      (receiverAlive -> !senderAlive && state != CLAIMED && state != ADOPTED))
}

/* This also forbids closing a handle twice, because handle values are reused. */
ltl no_foreign_handle_closed { [] (!foreignClosed) }

/* The exception is a sender that exits before the claim: see docs/handoff.md. */
#define claimedOnce (state == CLAIMED || state == ADOPTED || state == REJECTED)
ltl nothing_left_behind {
  [] (over ->
      (senderAlive -> !bytesInSection) &&
      (receiverAlive && state == ADOPTED -> !bytesInSection) &&
      (receiverAlive && (senderAlive || claimedOnce) -> !handlesInReceiver))
}

/* This needs only that a process that can continue does so at some time. No process has a loop, so
   weak fairness adds nothing. (spin's -f would even miss the runs that end with all processes waiting.) */
ltl an_offer_ends { <> [] over }

/* The only way in which a published record changes. */
inline compareAndSwap(from, to, swapped) {
  d_step {
    swapped = (state == from);
    if
    :: swapped -> state = to
    :: else
    fi
  }
}

inline closeHandlesInReceiver() {
  d_step {
    if
    :: receiverAlive -> foreignClosed = foreignClosed || !handlesInReceiver; handlesInReceiver = false
    :: else /* they were closed with the process */
    fi
  }
}

/* The receiver was opened before, so a refusal comes before the export. */
active proctype Sender() provided (senderAlive) {
  bool swapped;

  d_step { liveInSender = 0; bytesInSection = true };  /* exported and deleted by the package */
  if
  :: handlesInReceiver = true                          /* duplicated */
  :: goto reclaim                                      /* the duplication failed */
  fi;
  state = OFFERED;
  ticketPosted = true;

#ifdef DEATH_UNWATCHED
  (eventSet || expired || withdrawRequested);
#else
  (eventSet || expired || withdrawRequested || !receiverAlive);
#endif
  compareAndSwap(OFFERED, WITHDRAWN, swapped);
  if
  :: swapped ->
#ifndef HANDLES_LEFT
    closeHandlesInReceiver();
#endif
    goto reclaim
  :: else
  fi;

  /* The receiver has claimed the context. The expiry has no effect now, and the receiver owns the handles. */
#ifdef DEATH_UNWATCHED
  (eventSet);
#else
  (eventSet || !receiverAlive);
#endif
  compareAndSwap(REJECTED, WITHDRAWN, swapped);
  if
  :: swapped -> goto reclaim
  :: !swapped && !receiverAlive -> compareAndSwap(CLAIMED, WITHDRAWN, swapped)
  :: !swapped && receiverAlive
  fi;
  if
  :: swapped -> goto reclaim
  :: else
  fi;
  compareAndSwap(REFUSED, WITHDRAWN, swapped);
  if
  :: swapped -> closeHandlesInReceiver(); goto reclaim
  :: else -> goto wipe                                 /* ADOPTED, perhaps by a receiver that has exited */
  fi;

reclaim:
  if
  :: bytesInSection -> liveInSender++
  :: else                                              /* nothing to import */
  fi;
wipe:
  bytesInSection = false;
  senderDone = true                                    /* its own handles are closed */
}

/* Two calls of adoptContext(ticket), because a ticket may be replayed. Both are threads of the receiver. */
active [2] proctype Redeemer() provided (receiverAlive) {
  bool swapped;

  ticketPosted;
  if
  :: redeeming++
  :: goto notListening
  fi;

  if
  :: handlesInReceiver                                 /* mapped, copied and checked */
  :: else -> goto refused                              /* closes no handle */
  fi;

  /* A receiver of another package version can only refuse. The sender then closes the handles. */
  if
  :: true
  :: compareAndSwap(OFFERED, REFUSED, swapped);
    if
    :: swapped -> eventSet = true
    :: else
    fi;
    goto refused
  fi;

#ifdef CLAIM_WITHOUT_CAS
  swapped = (state == OFFERED);
  if
  :: swapped -> state = CLAIMED
  :: else
  fi;
#else
  compareAndSwap(OFFERED, CLAIMED, swapped);
#endif
  if
  :: swapped
  :: else ->
#ifdef LOSER_CLOSES
    closeHandlesInReceiver();
#endif
    goto refused
  fi;

  /* The receiver owns the handles now. */
  if
  :: !expired -> liveInReceiver++;                     /* imported */
#ifdef WIPE_BEFORE_ADOPTED
    bytesInSection = false;
#endif
    compareAndSwap(CLAIMED, ADOPTED, swapped);
    if
    :: swapped -> bytesInSection = false
    :: else -> liveInReceiver--                        /* unreachable: only a dead receiver's claim is withdrawn */
    fi
  :: compareAndSwap(CLAIMED, REJECTED, swapped)           /* expired, or refused by the package; the bytes stay */
  fi;
  eventSet = true;
  closeHandlesInReceiver();

refused:
  redeeming--;
notListening:
}

/* A dead process owns nothing. The system frees its memory and its handles. */
active proctype SenderCrash() {
  if
  :: d_step { senderAlive = false; liveInSender = 0 }
  :: true
  fi
}

active proctype ReceiverCrash() {
  if
  :: d_step { receiverAlive = false; liveInReceiver = 0; handlesInReceiver = false }
  :: true
  fi
}

active proctype Clock() { expired = true }

active proctype Application() {
  if
  :: withdrawRequested = true
  :: true
  fi
}
