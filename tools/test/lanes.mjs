import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';

/**
 * A run without a lane runs alone.
 *
 * @typedef {0 | 1 | undefined} Lane
 *
 * @typedef {object} Run
 * @property {string} title
 * @property {Lane} lane
 * @property {(output: NodeJS.WritableStream) => Promise<import('./totals.mjs').Totals>} run
 */

/**
 * Runs the suites of two lanes at the same time, and prints their output in the order of the list.
 *
 * @param {Run[]} runs
 * @param {NodeJS.WritableStream} [destination]
 */
export async function runInLanes(runs, destination = process.stdout) {
  /** @type {Promise<unknown>[]} the end of the last run of each lane */
  const ends = [Promise.resolve(), Promise.resolve()];
  const started = runs.map(({ title, lane, run }) => {
    const lanes = lane === undefined ? [0, 1] : [lane];
    // Keeps the output until the earlier runs have ended.
    const output = new PassThrough({ highWaterMark: Number.MAX_SAFE_INTEGER });
    const totals = Promise.all(lanes.map((each) => ends[each]))
      .then(() => run(output))
      .finally(() => output.end());
    for (const each of lanes) ends[each] = totals;
    return { title, output, totals };
  });
  const results = [];
  for (const { title, output, totals } of started) {
    output.pipe(destination, { end: false });
    results.push({ title, totals: await totals });
    await finished(output);
  }
  return results;
}
