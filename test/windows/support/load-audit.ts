import type { Reset } from './load-connection';
import type { ServedConnection } from './load-front';

/** The number of connections that their clients reset before, during and after the handoff. */
export interface ResetCounts {
  readonly before: number;
  readonly during: number;
  readonly after: number;
}

export interface Audit {
  readonly resets: ResetCounts;
  /** The number of contexts that no process owns, and that two processes own or have owned. */
  readonly lost: number;
  readonly doubled: number;
  /** The number of contexts that the front kept because the client had reset the connection. */
  readonly kept: number;
  /** Connections that were neither reset nor handed over, in words. */
  readonly failures: readonly string[];
}

/**
 * Compares the contexts that the front has handed over with the contexts that the workers have
 * received, and with the times of the resets.
 *
 * @param received the number of each context that arrived at a worker
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
