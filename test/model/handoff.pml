/*
 * The handoff protocol (docs/handoff.md), as spin checks it: one offer, a sender, a receiver that is
 * shown the ticket twice, and a crash of either at any step. The same states and transitions are in
 * native/handoff/transfer_record.h; the sender is offer.cc beside it, the receiver adoption.cc. Where
 * a process of theirs can die is named in step.h, and done there by test/faults.
 *
 * Each statement is one step; between any two of them anything else may happen. What stands in a
 * d_step is a single operation of Windows or of the processor.
 *
 * Two things are taken for granted. A process whose handle is signalled never runs again. The package
 * takes its own bytes back at home; if it does not, the error says so, and the context is lost.
 *
 * CLAIM_WITHOUT_CAS, WIPE_BEFORE_ADOPTED, LOSER_CLOSES, HANDLES_LEFT and DEATH_UNWATCHED are
 * mistakes, made on purpose: npm test asserts that each violates the property that forbids it
 * (tools/test/model.mjs).
 */

/* Of the record. NONE is the time before: nobody but the sender can see the record yet. */
mtype:state = { NONE, OFFERED, CLAIMED, ADOPTED, REJECTED, WITHDRAWN, REFUSED };
mtype:state state = NONE;

bool senderAlive = true;
bool receiverAlive = true;

/* Who owns the context: how many live ones each process has. Packed bytes are not an owner. */
byte liveInSender = 1;
byte liveInReceiver = 0;

bool bytesInSection = false;   /* the packed context, in shared memory */
bool handlesInTarget = false;  /* section, event and access token, in the receiver's handle table */
bool foreignClosed = false;    /* a handle value was closed that was not, or no longer, ours */

bool ticketPosted = false;
bool eventSet = false;
bool expired = false;
bool calledOff = false;        /* reclaim(), dispose(), an AbortSignal, or posting the ticket failed */

bool senderDone = false;
byte redeeming = 0;            /* calls of adoptContext that have begun and not ended */

#define owners (liveInSender + liveInReceiver)
#define lost (owners == 0)

/* Nothing moves any more, unless somebody comes with the ticket. */
#define over ((senderDone || !senderAlive) && (redeeming == 0 || !receiverAlive))

ltl never_two_owners { [] (owners <= 1) }

/* Lost while the sender lives: only after ADOPTED, with the receiver that had it. Lost while the
   receiver lives: only with the sender, and only if the receiver never got as far as a claim, or its
   import was refused. */
ltl lost_only_with_its_owner {
  [] (over && lost ->
      (senderAlive -> !receiverAlive && state == ADOPTED) &&
      (receiverAlive -> !senderAlive && state != CLAIMED && state != ADOPTED))
}

/* Nor is any closed twice, which comes to the same: values are reused. */
ltl no_foreign_handle_closed { [] (!foreignClosed) }

/* What a sender leaves behind that dies before the claim is the exception: see docs/handoff.md. */
#define claimedOnce (state == CLAIMED || state == ADOPTED || state == REJECTED)
ltl nothing_left_behind {
  [] (over ->
      (senderAlive -> !bytesInSection) &&
      (receiverAlive && state == ADOPTED -> !bytesInSection) &&
      (receiverAlive && (senderAlive || claimedOnce) -> !handlesInTarget))
}

/* It takes no more than that whoever can go on does so at some time: no process has a loop, so that
   weak fairness adds nothing. (spin's -f would even miss the runs that end with everybody waiting.) */
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

inline closeHandlesInTarget() {
  d_step {
    if
    :: receiverAlive -> foreignClosed = foreignClosed || !handlesInTarget; handlesInTarget = false
    :: else /* they went with it */
    fi
  }
}

/* The target was opened before: a refusal comes when nothing has been exported yet. */
active proctype Sender() provided (senderAlive) {
  bool taken;

  d_step { liveInSender = 0; bytesInSection = true };  /* exported, and deleted, by the package */
  if
  :: handlesInTarget = true                            /* duplicated */
  :: goto importAtHome                                 /* refused, after all */
  fi;
  state = OFFERED;
  ticketPosted = true;

#ifdef DEATH_UNWATCHED
  (eventSet || expired || calledOff);
#else
  (eventSet || expired || calledOff || !receiverAlive);
#endif
  compareAndSwap(OFFERED, WITHDRAWN, taken);
  if
  :: taken ->
#ifndef HANDLES_LEFT
    closeHandlesInTarget();
#endif
    goto importAtHome
  :: else
  fi;

  /* Somebody has claimed it. From here on time does not count, and the handles there are not ours. */
#ifdef DEATH_UNWATCHED
  (eventSet);
#else
  (eventSet || !receiverAlive);
#endif
  compareAndSwap(REJECTED, WITHDRAWN, taken);
  if
  :: taken -> goto importAtHome
  :: !taken && !receiverAlive -> compareAndSwap(CLAIMED, WITHDRAWN, taken)
  :: !taken && receiverAlive
  fi;
  if
  :: taken -> goto importAtHome
  :: else
  fi;
  compareAndSwap(REFUSED, WITHDRAWN, taken);
  if
  :: taken -> closeHandlesInTarget(); goto importAtHome
  :: else -> goto wipe                                 /* ADOPTED, or a receiver dead since then */
  fi;

importAtHome:
  if
  :: bytesInSection -> liveInSender++
  :: else                                              /* nothing to import */
  fi;
wipe:
  bytesInSection = false;
  senderDone = true                                    /* and its own handles are closed */
}

/* adoptContext(ticket), twice: a ticket may be replayed. Both are threads of the receiver. */
active [2] proctype Redeemer() provided (receiverAlive) {
  bool mine;

  ticketPosted;
  if
  :: redeeming++
  :: goto notListening
  fi;

  if
  :: handlesInTarget                                   /* mapped, copied, and found in order */
  :: else -> goto refused                              /* closes nothing */
  fi;

  /* A receiver of another version of the package can say just that. Its sender closes the handles. */
  if
  :: true
  :: compareAndSwap(OFFERED, REFUSED, mine);
    if
    :: mine -> eventSet = true
    :: else
    fi;
    goto refused
  fi;

#ifdef CLAIM_WITHOUT_CAS
  mine = (state == OFFERED);
  if
  :: mine -> state = CLAIMED
  :: else
  fi;
#else
  compareAndSwap(OFFERED, CLAIMED, mine);
#endif
  if
  :: mine
  :: else ->
#ifdef LOSER_CLOSES
    closeHandlesInTarget();
#endif
    goto refused
  fi;

  /* The handles are the receiver's now. */
  if
  :: !expired -> liveInReceiver++;                     /* imported */
#ifdef WIPE_BEFORE_ADOPTED
    bytesInSection = false;
#endif
    compareAndSwap(CLAIMED, ADOPTED, mine);
    if
    :: mine -> bytesInSection = false
    :: else -> liveInReceiver--                        /* never: only a dead one's claim is withdrawn */
    fi
  :: compareAndSwap(CLAIMED, REJECTED, mine)           /* late, or the package refuses; bytes stay */
  fi;
  eventSet = true;
  closeHandlesInTarget();

refused:
  redeeming--;
notListening:
}

/* A dead process owns nothing. Its memory and its handles are the system's. */
active proctype SenderCrash() {
  if
  :: d_step { senderAlive = false; liveInSender = 0 }
  :: true
  fi
}

active proctype ReceiverCrash() {
  if
  :: d_step { receiverAlive = false; liveInReceiver = 0; handlesInTarget = false }
  :: true
  fi
}

active proctype Clock() { expired = true }

active proctype Application() {
  if
  :: calledOff = true
  :: true
  fi
}
