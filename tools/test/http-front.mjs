import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';

import { Failure } from '../failure.mjs';
import { runWindowsNode } from '../windows-node.mjs';

/**
 * The lines of the front's output (examples/http-negotiate).
 *
 * @typedef {{ port: number, packageName: string, frontPid: number, workerPids: number[] }} Listening
 * @typedef {{ role: string, pid: number, path: string, status: number, clientPort: number }} Answered
 */

/**
 * Starts the HTTP service of the examples in Node.js for Windows: a front and two workers.
 *
 * @param {string} packageName
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Listening & { answered: Answered[], stop: () => Promise<void> }>}
 */
export async function startHttpFront(packageName, env) {
  const ending = new AbortController();
  const stdout = new PassThrough();
  const program = ['build/examples/http-negotiate/main.js', '--json', '--package', packageName];
  const ended = runWindowsNode(program, { env, stdout, signal: ending.signal });
  const lines = createInterface({ input: stdout });
  const first = await Promise.race([once(lines, 'line'), ended]);
  if (!Array.isArray(first)) throw new Failure(`The front ended with exit code ${first}.`);
  /** @type {Answered[]} */
  const answered = [];
  lines.on('line', (line) => answered.push(JSON.parse(line)));
  const stop = async () => {
    ending.abort();
    await ended;
  };
  return { ...JSON.parse(first[0]), answered, stop };
}
