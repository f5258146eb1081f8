import type { SecurityContext } from 'sspi-handoff';

import type { PartyProcess } from './party-process';
import { describePlan, type Owner, type Plan } from './plan';
import type { Outcome } from './transfer';

/** The most that a sender can leave in a receiver: section, event and token. */
const HANDLES_OF_AN_OFFER = 3;

export type Fate = 'adopted' | 'doubled' | 'lost' | 'lostWithOwner' | 'reclaimed';

/** What came of a transfer, and what is wrong with it. */
export interface Verdict {
  readonly fate: Fate;
  readonly kills: number;
  readonly leakedHandles: number;
  readonly leftByDeadSender: number;
  readonly problems: readonly string[];
}

/** Looks at both sides when all is over, and has them let go of everything. */
export async function judge(
  plan: Plan,
  outcome: Outcome,
  {
    sender,
    receiver,
    peer,
  }: { sender: PartyProcess; receiver: PartyProcess; peer: SecurityContext },
): Promise<Verdict> {
  const problems = [...outcome.problems];
  const said = { sender: outcome.sender, receiver: outcome.receiver };
  const owners: ('receiver' | 'sender')[] = [];
  let contexts = 0;
  for (const [side, party] of [
    ['sender', sender],
    ['receiver', receiver],
  ] as const) {
    if (!party.isAlive) continue;
    if (said[side]?.owns === true) {
      owners.push(side);
      try {
        await party.converseWith(peer, 'after');
      } catch (error) {
        problems.push(`the ${side} cannot go on with the context: ${String(error)}`);
      }
    }
    const released = await party.ask({ kind: 'release' });
    contexts += released?.contexts ?? 0;
    if (released?.faults !== '')
      problems.push(`the ${side} never came to ${String(released?.faults)}`);
  }

  const [owner = 'nobody'] = owners;
  const fate = contexts > 1 ? 'doubled' : fateOf(owner, outcome, { sender, receiver });
  if (contexts !== owners.length) {
    problems.push(
      `${String(contexts)} contexts, and ${String(owners.length)} processes say they own it`,
    );
  }
  if (plan.owner !== undefined && owner !== plan.owner) {
    problems.push(`${owner} owns it, where ${plan.owner} should`);
  }

  const { leaked, left } = countHandles({ sender, receiver });
  if (leaked > 0) problems.push(`${String(leaked)} handles leaked`);
  const most = outcome.receiver?.owns === true ? 0 : HANDLES_OF_AN_OFFER;
  if (left > most || (plan.left !== undefined && left !== plan.left)) {
    problems.push(
      `a dead sender left ${String(left)} handles, where ${String(plan.left ?? most)} are due`,
    );
  }
  return {
    fate,
    kills: [sender, receiver].filter(({ isAlive }) => !isAlive).length,
    leakedHandles: leaked,
    leftByDeadSender: left,
    problems: problems.map(
      (problem) => `${describePlan(plan)}: ${problem} ${JSON.stringify(said)}`,
    ),
  };
}

function fateOf(
  owner: Owner,
  outcome: Outcome,
  { sender, receiver }: { sender: PartyProcess; receiver: PartyProcess },
): Fate {
  if (owner !== 'nobody') return owner === 'receiver' ? 'adopted' : 'reclaimed';
  const { isDelivered, isWithdrawn } = outcome;
  if (!sender.isAlive) {
    // A receiver that has the ticket can have the context, but of an offer that was withdrawn, or that it has rejected.
    const error = outcome.receiver?.error ?? '';
    const isRefused = isWithdrawn && /WITHDRAWN|EXPIRED|INVALID_TICKET/.test(error);
    const isRejected = error === 'ERROR_NOT_ENOUGH_MEMORY';
    return !isDelivered || isRefused || isRejected ? 'lostWithOwner' : 'lost';
  }
  // The sender has it again, unless the receiver had adopted it: then it says so.
  const wasAdopted = isDelivered && outcome.sender?.owns === false && outcome.sender.error === null;
  return !receiver.isAlive && wasAdopted ? 'lostWithOwner' : 'lost';
}

function countHandles({ sender, receiver }: { sender: PartyProcess; receiver: PartyProcess }) {
  let leaked = sender.isAlive ? sender.surplusHandles() : 0;
  let left = 0;
  if (receiver.isAlive) {
    const surplus = receiver.surplusHandles();
    if (sender.isAlive) leaked += surplus;
    else left = surplus;
    receiver.acceptHandles();
  }
  return { leaked, left };
}
