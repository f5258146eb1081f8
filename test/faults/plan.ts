import type { Random } from '../windows/support/random';
import { isWine } from '../windows/support/wine';

export type Side = 'receiver' | 'sender';

/** Who has the context when all is over. */
export type Owner = Side | 'nobody';

/**
 * What the applications do: the receiver redeems the ticket, and adopts or has to reject; the sender
 * withdraws first, or lets the offer expire; both come at once; the receiver claims and is late.
 */
export type Course = 'hand over' | 'reject' | 'withdraw' | 'expire' | 'race' | 'claim late';

/** What happens to a process, and when. */
export type Fault =
  | {
      readonly side: Side;
      readonly step: string;
      /** To stop is to be suspended while the other side does what it can. */
      readonly action: 'end' | 'fail' | 'stop, end' | 'stop, go on' | 'stop, other ends';
    }
  | { readonly side: Side; readonly action: 'end'; readonly afterMicroseconds: number };

/** One transfer, and for a fault at a step what has to come of it. */
export interface Plan {
  readonly course: Course;
  readonly fault?: Fault;
  readonly owner?: Owner;
  /** How many handles a dead sender leaves in the receiver. */
  readonly left?: number;
}

/** Whether the sender can end an offer whose receiver is stopped there: not once it has claimed. */
export const claimedSteps: readonly string[] = ['claimed', 'token-taken', 'imported', 'rejecting'];

interface Step {
  readonly side: Side;
  readonly course: Course;
  readonly step: string;
  /** Who has it if that side ends there: the crash table of docs/handoff.md, step by step. */
  readonly ended: Owner;
  /** If it goes on after the other side has done what it could. */
  readonly wentOn: Owner;
  /** If it goes on after the other side has ended. */
  readonly otherEnded: Owner;
  /** If it has no memory there; absent where nothing is allocated. */
  readonly failed?: Owner;
  /** How many handles it leaves in the receiver if it ends there. */
  readonly left?: number;
}

const offering = {
  side: 'sender',
  course: 'hand over',
  ended: 'nobody',
  wentOn: 'receiver',
  otherEnded: 'sender',
} as const;
const redeeming = {
  side: 'receiver',
  course: 'hand over',
  ended: 'sender',
  wentOn: 'receiver',
  otherEnded: 'receiver',
} as const;
const adopted = { ...redeeming, ended: 'nobody' } as const;
const rejecting = {
  side: 'receiver',
  course: 'reject',
  ended: 'sender',
  wentOn: 'sender',
  otherEnded: 'nobody',
} as const;
const takingBack = {
  side: 'sender',
  ended: 'nobody',
  wentOn: 'sender',
  otherEnded: 'sender',
} as const;

/** Of an offer that is withdrawn, or has expired. */
const ending = (course: 'expire' | 'withdraw') =>
  [
    { ...takingBack, course, step: 'withdrawn', left: 3 },
    { ...takingBack, course, step: 'token-pulled', left: 2 },
    { ...takingBack, course, step: 'event-pulled', left: 1 },
    { ...takingBack, course, step: 'section-pulled' },
    { ...takingBack, course, step: 'reimporting', failed: 'sender' },
    { ...takingBack, course, step: 'reimported' },
  ] as const;

const steps: readonly Step[] = [
  { ...offering, step: 'receiver-opened' },
  { ...offering, step: 'exported', failed: 'sender' },
  { ...offering, step: 'record-written', failed: 'sender' },
  { ...offering, step: 'token-duplicated', left: 1, failed: 'sender' },
  { ...offering, step: 'event-duplicated', left: 2, failed: 'sender' },
  { ...offering, step: 'section-duplicated', left: 3, failed: 'sender' },
  { ...offering, step: 'offered', left: 3 },
  { ...offering, step: 'watching', left: 3, failed: 'sender' },
  { ...offering, step: 'adoption-seen', ended: 'receiver', otherEnded: 'nobody' },

  { ...redeeming, step: 'mapped', wentOn: 'sender', failed: 'sender' },
  { ...redeeming, step: 'read', wentOn: 'sender', failed: 'sender' },
  { ...redeeming, step: 'claimed' },
  { ...redeeming, step: 'token-taken', failed: 'sender' },
  { ...redeeming, step: 'imported', failed: 'sender' },
  { ...adopted, step: 'adopted' },
  { ...adopted, step: 'wiped' },
  { ...adopted, step: 'event-set' },

  { ...rejecting, step: 'rejecting' },
  { ...rejecting, step: 'rejected' },
  { ...rejecting, step: 'event-set' },
  { ...takingBack, course: 'reject', step: 'rejection-seen' },
  { ...takingBack, course: 'reject', step: 'reimporting' },
  { ...takingBack, course: 'reject', step: 'reimported' },

  // The ticket arrives while the sender is stopped, or once it is dead: the offer is still open.
  { ...offering, course: 'withdraw', step: 'withdrawing', ended: 'receiver' },
  ...ending('withdraw'),
  // The same, but the receiver is late, and rejects.
  { ...takingBack, course: 'expire', step: 'withdrawing' },
  ...ending('expire'),
];

/** A fault of each kind at each step. */
export const faultsAtEachStep: readonly Plan[] = [
  ...steps.flatMap(
    ({ course, side, step, ended, wentOn, otherEnded, failed, left = 0 }): Plan[] => [
      { course, fault: { side, step, action: 'end' }, owner: ended, left },
      { course, fault: { side, step, action: 'stop, end' }, owner: ended, left },
      { course, fault: { side, step, action: 'stop, go on' }, owner: wentOn, left: 0 },
      { course, fault: { side, step, action: 'stop, other ends' }, owner: otherEnded, left: 0 },
      ...(failed === undefined
        ? []
        : [{ course, fault: { side, step, action: 'fail' }, owner: failed, left: 0 } as const]),
    ],
  ),
  ...['claimed', 'token-taken'].map((step): Plan => ({
    course: 'claim late',
    fault: { side: 'receiver', step, action: 'stop, go on' },
    owner: 'sender',
    left: 0,
  })),
];

const courses = ['hand over', 'hand over', 'reject', 'withdraw', 'expire', 'race'] as const;

/** About as long as a transfer takes, from the call of `offerContext` on. */
const MOMENTS_US = 20_000;

/**
 * An end at any moment, or no fault at all.
 *
 * Under Wine no receiver is ended in the moment in which handles are pulled out of it: DuplicateHandle
 * with DUPLICATE_CLOSE_SOURCE asks a thread of that process to close the handle, and waits for ever
 * if the process is terminated before it does. What is ended while the sender is stopped between two
 * handles is tested above.
 */
export function planAnything(random: Random): Plan {
  const course = random.oneOf(courses);
  if (random.below(5) < 2) return { course };
  const side = random.oneOf<Side>(['receiver', 'sender']);
  const afterMicroseconds = random.below(MOMENTS_US);
  if (isWine && side === 'receiver' && course !== 'hand over' && course !== 'reject') {
    return { course };
  }
  return { course, fault: { side, action: 'end', afterMicroseconds } };
}

export function describePlan({ course, fault }: Plan): string {
  if (fault === undefined) return course;
  const when = 'step' in fault ? `at ${fault.step}` : `after ${String(fault.afterMicroseconds)} µs`;
  return `${course}; ${fault.side} ${when}: ${fault.action}`;
}
