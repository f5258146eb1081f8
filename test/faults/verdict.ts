import type { PartyProcess } from './party-process';
import { describePlan, type Owner, type Plan } from './plan';
import type { Outcome } from './transfer';

/**
 * The maximum number of handles that a sender can leave in a receiver: section, event and token.
 */
const HANDLES_OF_AN_OFFER = 3;

export type Fate = 'adopted' | 'doubled' | 'lost' | 'lostWithOwner' | 'reclaimed';

/** The result of a transfer, and the problems with it. */
export interface Verdict {
  readonly fate: Fate;
  readonly kills: number;
  readonly leakedHandles: number;
  readonly leftByDeadSender: number;
  readonly problems: readonly string[];
}

/**
 * Checks both sides after the transfer, and makes them release everything.
 *
 * @param use Throws unless the process can use the content.
 */
export async function judge(
  plan: Plan,
  outcome: Outcome,
  { sender, receiver }: { sender: PartyProcess; receiver: PartyProcess },
  use: (party: PartyProcess) => Promise<void>,
): Promise<Verdict> {
  const problems = [...outcome.problems];
  const answers = { sender: outcome.sender, receiver: outcome.receiver };
  const owners: ('receiver' | 'sender')[] = [];
  let held = 0;
  for (const [side, party] of [
    ['sender', sender],
    ['receiver', receiver],
  ] as const) {
    if (!party.isAlive) continue;
    if (answers[side]?.owns === true) {
      try {
        await use(party);
        owners.push(side);
      } catch (error) {
        problems.push(`the ${side} cannot use the ${plan.content}: ${String(error)}`);
      }
    }
    const released = await party.ask({ kind: 'release' });
    held += released?.held ?? 0;
    if (released?.faults !== '')
      problems.push(`the ${side} did not reach ${String(released?.faults)}`);
  }

  const [owner = 'nobody'] = owners;
  const fate = held > 1 ? 'doubled' : fateOf(owner, outcome, { sender, receiver });
  if (held !== owners.length) {
    problems.push(
      `${String(held)} of this ${plan.content}, and ${String(owners.length)} processes that can use it`,
    );
  }
  if (plan.owner !== undefined && owner !== plan.owner) {
    problems.push(`the owner is ${owner} instead of ${plan.owner}`);
  }

  const { leaked, left } = countHandles({ sender, receiver });
  if (leaked > 0) problems.push(`${String(leaked)} handles leaked`);
  const most = outcome.receiver?.owns === true ? 0 : HANDLES_OF_AN_OFFER;
  if (left > most || (plan.left !== undefined && left !== plan.left)) {
    problems.push(
      `a dead sender left ${String(left)} handles instead of ${String(plan.left ?? most)}`,
    );
  }
  return {
    fate,
    kills: [sender, receiver].filter(({ isAlive }) => !isAlive).length,
    leakedHandles: leaked,
    leftByDeadSender: left,
    problems: problems.map(
      (problem) => `${describePlan(plan)}: ${problem} ${JSON.stringify(answers)}`,
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
    // A receiver with the ticket can own the context unless the offer was withdrawn or the receiver
    // has rejected it.
    const error = outcome.receiver?.error ?? '';
    const isRefused = isWithdrawn && /WITHDRAWN|EXPIRED|INVALID_TICKET/.test(error);
    const isRejected = error === 'ERROR_NOT_ENOUGH_MEMORY';
    return !isDelivered || isRefused || isRejected ? 'lostWithOwner' : 'lost';
  }
  // The sender owns the context again unless the receiver had adopted it. It then reports the
  // adoption.
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
