import type { Random } from '../windows/support/random';
import { packageUnderTest } from '../windows/support/test-packages';
import { isWine } from '../windows/support/wine';

export type Side = 'receiver' | 'sender';

/** The thing that the transfer moves: a context, or the token of a client that the receiver then serves. */
export type Content = 'context' | 'token';

/** The owner of the content after the transfer. */
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
  readonly content: Content;
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
  /** The handles that remain in the receiver if the process is killed there. */
  readonly left?: readonly ('event' | 'section' | 'token')[];
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
    { ...reclaiming, course, step: 'withdrawn', left: ['token', 'event', 'section'] },
    { ...reclaiming, course, step: 'token-pulled', left: ['event', 'section'] },
    { ...reclaiming, course, step: 'event-pulled', left: ['section'] },
    { ...reclaiming, course, step: 'section-pulled' },
    { ...reclaiming, course, step: 'reimporting', failed: 'sender' },
    { ...reclaiming, course, step: 'reimported' },
  ] as const;

const steps: readonly Step[] = [
  { ...offering, step: 'receiver-opened' },
  { ...offering, step: 'exported', failed: 'sender' },
  { ...offering, step: 'record-written', failed: 'sender' },
  { ...offering, step: 'token-duplicated', left: ['token'], failed: 'sender' },
  { ...offering, step: 'event-duplicated', left: ['token', 'event'], failed: 'sender' },
  {
    ...offering,
    step: 'section-duplicated',
    left: ['token', 'event', 'section'],
    failed: 'sender',
  },
  { ...offering, step: 'offered', left: ['token', 'event', 'section'] },
  { ...offering, step: 'watching', left: ['token', 'event', 'section'], failed: 'sender' },
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

/** Steps that a transfer without a context does not have. */
const stepsOfContexts = ['exported', 'imported', 'reimporting', 'reimported'];

/** sendAccessToken() withdraws by a clock of its own, and the receiver may not be late yet. */
const isTimed = ({ course, step }: Step) => course === 'expire' && step === 'withdrawing';

/** Each fault at each step. */
function planEachStep(content: Content): Plan[] {
  const hasToken = content === 'token' || packageUnderTest.can.returnsToken;
  return steps
    .filter((each) =>
      content === 'context'
        ? hasToken || each.step !== 'token-duplicated'
        : !stepsOfContexts.includes(each.step) && !isTimed(each),
    )
    .flatMap(({ course, side, step, ended, resumed, otherEnded, failed, left = [] }): Plan[] => {
      const handles = left.filter((handle) => hasToken || handle !== 'token').length;
      const plan = (
        action: (Fault & { step: string })['action'],
        owner: Owner,
        left = 0,
      ): Plan => ({ content, course, fault: { side, step, action }, owner, left });
      return [
        plan('end', ended, handles),
        plan('stop, end', ended, handles),
        plan('stop, resume', resumed),
        plan('stop, other ends', otherEnded),
        ...(failed === undefined ? [] : [plan('fail', failed)]),
      ];
    });
}

export const faultsAtEachStep: readonly Plan[] = [
  ...planEachStep('context'),
  ...planEachStep('token'),
  ...['claimed', 'token-taken'].map((step): Plan => ({
    content: 'context',
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
 * Plans the transfer of a context with a kill at a random moment, or no fault.
 *
 * Under Wine, no receiver is killed while the sender pulls handles out of it. DuplicateHandle with
 * DUPLICATE_CLOSE_SOURCE asks a thread of that process to close the handle, and waits forever if
 * the process is terminated first. `faultsAtEachStep` covers a receiver that is killed while the
 * sender is stopped between two handles.
 */
export function planAnything(random: Random): Plan {
  const content = 'context';
  const course = random.oneOf(courses);
  if (random.below(5) < 2) return { content, course };
  const side = random.oneOf<Side>(['receiver', 'sender']);
  const afterMicroseconds = random.below(MOMENTS_US);
  if (isWine && side === 'receiver' && course !== 'hand over' && course !== 'reject') {
    return { content, course };
  }
  return { content, course, fault: { side, action: 'end', afterMicroseconds } };
}

export function describePlan({ content, course, fault }: Plan): string {
  const what = `${content}: ${course}`;
  if (fault === undefined) return what;
  const when = 'step' in fault ? `at ${fault.step}` : `after ${String(fault.afterMicroseconds)} µs`;
  return `${what}; ${fault.side} ${when}: ${fault.action}`;
}
