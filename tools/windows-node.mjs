// Runs Windows programs in the repository's root: directly on Windows, under Wine on Linux.

import { spawn } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';

import { continueUnlessInterrupted } from './interruption.mjs';
import { endOf } from './program.mjs';
import { root } from './repository.mjs';
import { windowsNodeProgram } from './setup/npm-dependencies.mjs';
import { runUnderWine } from './wine/wine.mjs';

/**
 * @typedef {object} Options
 * @property {NodeJS.ProcessEnv} [env]
 * @property {AbortSignal} [signal] ends the program early
 * @property {NodeJS.WritableStream} [stdout] receives the output, by default this process's stdout
 * @property {NodeJS.WritableStream} [stderr]
 * @property {number} [processor] the only one that the program and its children run on; Linux only
 */

/**
 * @param {string} program
 * @param {string[]} args
 * @param {Options} [options]
 * @returns {Promise<number>} the exit code
 */
export function runWindowsProgram(program, args, options) {
  const run = process.platform === 'win32' ? runHere : runUnderWine;
  return run(program, args, options);
}

/**
 * Runs Node.js for Windows: this one on Windows, a downloaded one under Wine on Linux.
 *
 * @param {string[]} args
 * @param {Options} [options]
 * @returns {Promise<number>} the exit code
 */
export function runWindowsNode(args, options) {
  const program = process.platform === 'win32' ? process.execPath : windowsNodeProgram;
  return runWindowsProgram(program, args, options);
}

/**
 * Runs Node.js for Windows and returns its output.
 *
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
export async function outcomeOfWindowsNode(args, env = {}) {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const outputs = Promise.all([text(out), text(err)]);
  const exitCode = await runWindowsNode(args, { env, stdout: out, stderr: err });
  out.end();
  err.end();
  const [stdout, stderr] = await outputs;
  return { exitCode, stdout, stderr };
}

/**
 * Runs the Node.js of this process.
 *
 * @param {string[]} args
 * @param {Options} [options]
 * @returns {Promise<number>} the exit code
 */
export const runThisNode = (args, options) => runHere(process.execPath, args, options);

/**
 * @param {string} program
 * @param {string[]} args
 * @param {Options} [options]
 */
async function runHere(program, args, { env, signal, stdout, stderr } = {}) {
  const child = spawn(program, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', stdout ? 'pipe' : 'inherit', stderr ? 'pipe' : 'inherit'],
  });
  if (stdout) child.stdout?.pipe(stdout, { end: false });
  if (stderr) child.stderr?.pipe(stderr, { end: false });
  const stop = () => child.kill('SIGKILL');
  signal?.addEventListener('abort', stop);
  const exitCode = await endOf(child, stop);
  await continueUnlessInterrupted();
  signal?.removeEventListener('abort', stop);
  return exitCode;
}
