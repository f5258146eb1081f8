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
 * @property {boolean} [inRoot] runs it with Wine 10 of the folder with Debian 13; Linux only
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

const windowsNodePath = process.platform === 'win32' ? process.execPath : windowsNodeProgram;

/**
 * Runs Node.js for Windows: this one on Windows, a downloaded one under Wine on Linux.
 *
 * @param {string[]} args
 * @param {Options} [options]
 * @returns {Promise<number>} the exit code
 */
export const runWindowsNode = (args, options) => runWindowsProgram(windowsNodePath, args, options);

/**
 * Explains the exit code of a program that ended too early.
 *
 * @param {number} exitCode
 */
export const explained = (exitCode) =>
  process.platform === 'win32' || exitCode !== 0
    ? `${exitCode}`
    : '0. Under Wine this also means that wineserver has ended (CONTRIBUTING.md, Commands)';

/**
 * Runs Node.js for Windows and returns its output.
 *
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
export const outcomeOfWindowsNode = (args, env = {}) =>
  outcomeOfWindowsProgram(windowsNodePath, args, { env });

/**
 * Runs a program for Windows and returns its output.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {Options} [options]
 */
export async function outcomeOfWindowsProgram(program, args, options) {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const outputs = Promise.all([text(out), text(err)]);
  const exitCode = await runWindowsProgram(program, args, { ...options, stdout: out, stderr: err });
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
