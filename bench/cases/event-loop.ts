import assert from 'node:assert/strict';

import { Child } from '../child';
import { whyNotFaulty } from '../parties';
import { type CaseResult, judge, spreadOf, toResult } from '../result';

const EXPORTS = 64;
const HELD_MS = 50;
const RUNS = 5;
/** The size of libuv's pool, which Node's own asynchronous work shares. */
const POOL_THREADS = 4;

interface Report {
  readonly milliseconds: number;
  readonly p99: number;
  readonly max: number;
}

export const eventLoop = {
  name: 'event-loop',

  async run(): Promise<CaseResult> {
    const title = `${String(EXPORTS)} exports at once, each held ${String(HELD_MS)} ms by the package`;
    const skipped = whyNotFaulty();
    if (skipped !== null) return toResult('event-loop', title, { skipped });
    const reports: Report[] = [];
    for (let round = 0; round < RUNS; round++) reports.push(await holdExports());
    const spread = (figure: keyof Report) => spreadOf(reports.map((report) => report[figure]));
    return toResult('event-loop', title, {
      marks: [
        judge('event-loop delay, 99th percentile', spread('p99'), { atMost: 5 }, 'ms'),
        judge('event-loop delay, longest', spread('max'), null, 'ms'),
        judge('until all are done', spread('milliseconds'), null, 'ms'),
      ],
      remarks: [
        'A timer of 1 ms measures the delay, so the delay includes this millisecond. ' +
          `The pool has ${String(POOL_THREADS)} threads (UV_THREADPOOL_SIZE).`,
      ],
    });
  },
};

async function holdExports(): Promise<Report> {
  const child = new Child('held-exports', String(EXPORTS), { EXPORT_DELAY: HELD_MS });
  const report = (await child.next()) as Report;
  await child.end();
  // A shorter time proves that the package did not hold the exports.
  assert.ok(report.milliseconds >= (EXPORTS / POOL_THREADS) * HELD_MS);
  return report;
}
