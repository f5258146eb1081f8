import type { Reset } from './load-connection';
import type { ServedConnection } from './load-front';

/** How many connections their clients have reset: before, during and after the handoff. */
export interface ResetCounts {
  readonly before: number;
  readonly during: number;
  readonly after: number;
}

export interface Audit {
  readonly resets: ResetCounts;
  /** Contexts that no process has, and contexts that two have or have had. */
  readonly lost: number;
  readonly doubled: number;
  /** Contexts that the front has kept, because their client had reset the connection. */
  readonly kept: number;
  /** Connections that were not reset and yet not handed over, in words. */
  readonly failures: readonly string[];
}

/**
 * Compares what the front has handed over with what the workers have received, and when the clients have reset
 * their connections.
 *
 * @param received the number of each context that came to a worker
 */
export function audit(
  served: readonly ServedConnection[],
  received: readonly number[],
  resets: readonly Reset[],
): Audit {
  const counts = { before: 0, during: 0, after: 0 };
  const ofAddress = new Map(served.map((each) => [each.address, each]));
  const isReset = new Set<ServedConnection | undefined>();
  for (const reset of resets) {
    const connection = ofAddress.get(reset.address);
    isReset.add(connection);
    counts[phaseOf(reset, connection)]++;
  }
  const times = new Map<number, number>();
  for (const number of received) times.set(number, (times.get(number) ?? 0) + 1);
  const timesOf = ({ number }: ServedConnection) => times.get(number) ?? 0;
  return {
    resets: counts,
    lost: served.filter(
      (each) => each.outcome === 'lost' || (each.outcome === 'handed-over' && timesOf(each) === 0),
    ).length,
    doubled: served.filter((each) => timesOf(each) > (each.outcome === 'handed-over' ? 1 : 0))
      .length,
    kept: served.filter(({ outcome }) => outcome === 'kept').length,
    failures: served
      .filter(({ outcome, address }) => outcome !== 'handed-over' && address !== undefined)
      .filter((each) => !isReset.has(each))
      .map(
        ({ number, outcome, error }) => `${String(number)} is ${String(outcome)}: ${String(error)}`,
      ),
  };
}

function phaseOf({ resetAt }: Reset, connection?: ServedConnection): keyof ResetCounts {
  const { sentAt = Infinity, settledAt = Infinity } = connection ?? {};
  if (resetAt < sentAt) return 'before';
  return resetAt < settledAt ? 'during' : 'after';
}
