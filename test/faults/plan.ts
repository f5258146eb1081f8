import type { Random } from '../windows/support/random';
import { isWine } from '../windows/support/wine';

export type Side = 'receiver' | 'sender';

/** The owner of the context after the transfer. */
export type Owner = Side | 'nobody';

/**
 * The actions of the applications. The receiver redeems the ticket, and adopts or has to reject.
 * The sender withdraws first, or lets the offer expire. Both act at the same time. The receiver
 * claims, and the offer expires before it continues.
 */
export type Course = 'hand over' | 'reject' | 'withdraw' | 'expire' | 'race' | 'claim late';

/** An event that happens to a process, and its time. */
export type Fault =
  | {
      readonly side: Side;
      readonly step: string;
      /** A stopped process is suspended while the other side does all it can. */
      readonly action: 'end' | 'fail' | 'stop, end' | 'stop, resume' | 'stop, other ends';
    }
  | { readonly side: Side; readonly action: 'end'; readonly afterMicroseconds: number };

/** One transfer, and the expected result if it has a fault at a step. */
export interface Plan {
  readonly course: Course;
  readonly fault?: Fault;
  readonly owner?: Owner;
  /** The number of handles that a dead sender leaves in the receiver. */
  readonly left?: number;
}

/**
 * The steps at which a stopped receiver has claimed the offer, so that the sender cannot end it.
 */
export const claimedSteps: readonly string[] = ['claimed', 'token-taken', 'imported', 'rejecting'];

interface Step {
  readonly side: Side;
  readonly course: Course;
  readonly step: string;
  /** The owner if the process is killed there: the crash table of docs/handoff.md, step by step. */
  readonly ended: Owner;
  /** The owner if the process resumes after the other side has done all it can. */
  readonly resumed: Owner;
  /** The owner if the process resumes after the other side was killed. */
  readonly otherEnded: Owner;
  /** The owner if memory is exhausted there; absent if the step allocates nothing. */
  readonly failed?: Owner;
  /** The number of handles that remain in the receiver if the process is killed there. */
  readonly left?: number;
}

const offering = {
  side: 'sender',
  course: 'hand over',
  ended: 'nobody',
  resumed: 'receiver',
  otherEnded: 'sender',
} as const;
const redeeming = {
  side: 'receiver',
  course: 'hand over',
  ended: 'sender',
  resumed: 'receiver',
  otherEnded: 'receiver',
} as const;
const adopted = { ...redeeming, ended: 'nobody' } as const;
const rejecting = {
  side: 'receiver',
  course: 'reject',
  ended: 'sender',
  resumed: 'sender',
  otherEnded: 'nobody',
} as const;
const reclaiming = {
  side: 'sender',
  ended: 'nobody',
  resumed: 'sender',
  otherEnded: 'sender',
} as const;

/** The steps of an offer that is withdrawn or has expired. */
const ending = (course: 'expire' | 'withdraw') =>
  [
    { ...reclaiming, course, step: 'withdrawn', left: 3 },
    { ...reclaiming, course, step: 'token-pulled', left: 2 },
    { ...reclaiming, course, step: 'event-pulled', left: 1 },
    { ...reclaiming, course, step: 'section-pulled' },
    { ...reclaiming, course, step: 'reimporting', failed: 'sender' },
    { ...reclaiming, course, step: 'reimported' },
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

  { ...redeeming, step: 'mapped', resumed: 'sender', failed: 'sender' },
  { ...redeeming, step: 'read', resumed: 'sender', failed: 'sender' },
  { ...redeeming, step: 'claimed' },
  { ...redeeming, step: 'token-taken', failed: 'sender' },
  { ...redeeming, step: 'imported', failed: 'sender' },
  { ...adopted, step: 'adopted' },
  { ...adopted, step: 'wiped' },
  { ...adopted, step: 'event-set' },

  { ...rejecting, step: 'rejecting' },
  { ...rejecting, step: 'rejected' },
  { ...rejecting, step: 'event-set' },
  { ...reclaiming, course: 'reject', step: 'rejection-seen' },
  { ...reclaiming, course: 'reject', step: 'reimporting' },
  { ...reclaiming, course: 'reject', step: 'reimported' },

  // The ticket arrives while the sender is stopped or after it has died. The offer is still open.
  { ...offering, course: 'withdraw', step: 'withdrawing', ended: 'receiver' },
  ...ending('withdraw'),
  // The same, but the receiver is late and rejects.
  { ...reclaiming, course: 'expire', step: 'withdrawing' },
  ...ending('expire'),
];

/** Each fault at each step. */
export const faultsAtEachStep: readonly Plan[] = [
  ...steps.flatMap(
    ({ course, side, step, ended, resumed, otherEnded, failed, left = 0 }): Plan[] => [
      { course, fault: { side, step, action: 'end' }, owner: ended, left },
      { course, fault: { side, step, action: 'stop, end' }, owner: ended, left },
      { course, fault: { side, step, action: 'stop, resume' }, owner: resumed, left: 0 },
      { course, fault: { side, step, action: 'stop, other ends' }, owner: otherEnded, left: 0 },
      ...(failed === undefined
        ? []
        : [{ course, fault: { side, step, action: 'fail' }, owner: failed, left: 0 } as const]),
    ],
  ),
  ...['claimed', 'token-taken'].map((step): Plan => ({
    course: 'claim late',
    fault: { side: 'receiver', step, action: 'stop, resume' },
    owner: 'sender',
    left: 0,
  })),
];

const courses = ['hand over', 'hand over', 'reject', 'withdraw', 'expire', 'race'] as const;

/** About the duration of a transfer, from the call of `offerContext` on. */
const MOMENTS_US = 20_000;

/**
 * Plans a kill at a random moment, or no fault.
 *
 * Under Wine, no receiver is killed while the sender pulls handles out of it. DuplicateHandle with
 * DUPLICATE_CLOSE_SOURCE asks a thread of that process to close the handle, and waits forever if
 * the process is terminated first. `faultsAtEachStep` covers a receiver that is killed while the
 * sender is stopped between two handles.
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
