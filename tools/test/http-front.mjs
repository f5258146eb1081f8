import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';

import { Failure } from '../failure.mjs';
import { explained, runWindowsNode } from '../windows-node.mjs';

/**
 * The lines of the front's output (examples/http-negotiate).
 *
 * @typedef {{ port: number, packageName: string, frontPid: number, workerPids: number[] }} Listening
 * @typedef {{ role: string, pid: number, path: string, status: number, clientPort: number }} Answered
 */

/**
 * @typedef {object} HttpFront
 * @property {Answered[]} answered grows with each answered request
 * @property {Promise<never>} failed rejects when the front has ended
 * @property {() => Promise<void>} stop
 */

/**
 * Starts the HTTP service of the examples in Node.js for Windows: a front and two workers.
 *
 * @param {string} packageName
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Listening & HttpFront>}
 */
export async function startHttpFront(packageName, env) {
  const ending = new AbortController();
  const stdout = new PassThrough();
  const program = ['build/examples/http-negotiate/main.js', '--json', '--package', packageName];
  const ended = runWindowsNode(program, { env, stdout, signal: ending.signal });
  const failed = ended.then((exitCode) => {
    throw new Failure(`The front ended early, with exit code ${explained(exitCode)}.`);
  });
  const lines = createInterface({ input: stdout });
  const [first] = await Promise.race([once(lines, 'line'), failed]);
  /** @type {Answered[]} */
  const answered = [];
  lines.on('line', (line) => answered.push(JSON.parse(line)));
  const stop = async () => {
    ending.abort();
    await ended;
  };
  return { ...JSON.parse(first), answered, failed, stop };
}
