import assert from 'node:assert/strict';

import { enumerateSecurityPackagesSync } from 'sspi-handoff';

import { Child } from '../child';
import type { Delay } from '../children/held-exports';
import { faultyParties } from '../parties';
import { type Case, judge, spreadOf, toResult } from '../result';

const EXPORTS = 64;
const HELD_MS = 50;
const RUNS = 5;
/** The default of setThreadPoolSize(). */
const POOL_THREADS = 64;

export const eventLoop: Case = {
  name: 'event-loop',

  async run() {
    const title = `${String(EXPORTS)} exports at once, each held ${String(HELD_MS)} ms by the package`;
    const { packageName } = faultyParties;
    if (!enumerateSecurityPackagesSync().some(({ name }) => name === packageName)) {
      const remarks = [`Skipped: the package ${packageName} is not registered.`];
      return toResult('event-loop', title, { remarks });
    }
    const delays: Delay[] = [];
    for (let run = 0; run < RUNS; run++) delays.push(await holdExports());
    const spread = (figure: keyof Delay) => spreadOf(delays.map((delay) => delay[figure]));
    return toResult('event-loop', title, {
      marks: [
        judge('event-loop delay, 99th percentile', spread('p99'), { atMost: 5 }, 'ms'),
        judge('event-loop delay, longest', spread('max'), null, 'ms'),
        judge('until all are done', spread('milliseconds'), null, 'ms'),
      ],
      remarks: [
        'A timer of 1 ms measures the delay, so the delay includes this millisecond. ' +
          `The pool has ${String(POOL_THREADS)} threads.`,
      ],
    });
  },
};

async function holdExports(): Promise<Delay> {
  const child = new Child('held-exports', [String(EXPORTS)], {
    HANDOFF_REFERENCE_FAULT_EXPORT_DELAY: String(HELD_MS),
  });
  const delay = (await child.next()) as Delay;
  await child.end();
  // A shorter time proves that the package did not hold the exports.
  assert.ok(delay.milliseconds >= (EXPORTS / POOL_THREADS) * HELD_MS);
  return delay;
}
