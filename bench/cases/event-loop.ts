import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { nextMessage } from '../child-message';
import { environmentWith, whyNotFaulty } from '../parties';
import { type CaseResult, judge } from '../result';
import { spreadOf } from '../statistics';

const EXPORTS = 64;
const HELD_MS = 50;
const RUNS = 5;
/** libuv's pool, which Node's own asynchronous work shares. */
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
    const result = { name: 'event-loop', title, times: [], marks: [], curves: [], remarks: [] };
    const skipped = whyNotFaulty();
    if (skipped !== null) return { ...result, skipped };
    const reports: Report[] = [];
    for (let round = 0; round < RUNS; round++) reports.push(await holdExports());
    return {
      ...result,
      marks: [
        judge(
          'event-loop delay, 99th percentile',
          spreadOf(reports.map(({ p99 }) => p99)),
          { atMost: 5 },
          'ms',
        ),
        judge('event-loop delay, longest', spreadOf(reports.map(({ max }) => max)), null, 'ms'),
        judge(
          'until all are done',
          spreadOf(reports.map(({ milliseconds }) => milliseconds)),
          null,
          'ms',
        ),
      ],
      remarks: [
        'The delay is that of a timer of 1 ms, which is a part of it. ' +
          `The pool has ${String(POOL_THREADS)} threads (UV_THREADPOOL_SIZE).`,
      ],
      skipped: null,
    };
  },
};

async function holdExports(): Promise<Report> {
  const child = fork(join(__dirname, '..', 'load', 'held-exports.js'), [String(EXPORTS)], {
    env: environmentWith({ EXPORT_DELAY: HELD_MS }),
  });
  const exit = once(child, 'exit');
  const report = (await nextMessage(child)) as Report;
  const [code] = (await exit) as [number];
  assert.equal(code, 0);
  // Held they were: else nothing was measured.
  assert.ok(report.milliseconds >= (EXPORTS / POOL_THREADS) * HELD_MS);
  return report;
}
