import { spawn } from 'node:child_process';

import { goOnUnlessInterrupted } from './interruption.mjs';
import { endOf } from './program.mjs';
import { root } from './repository.mjs';
import { runUnderWine } from './wine/wine.mjs';

/**
 * @typedef {object} Options
 * @property {NodeJS.ProcessEnv} [env]
 * @property {AbortSignal} [signal] ends it early
 * @property {NodeJS.WritableStream} [stdout] where its output goes, if not to that of this process
 * @property {NodeJS.WritableStream} [stderr]
 * @property {number} [processor] the only one that it, and all that it starts, runs on; Linux only
 */

/**
 * Runs a Windows program in the repository's root: directly on Windows, under Wine on Linux.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {Options} [options]
 * @returns {Promise<number>} its exit code
 */
export function runWindowsProgram(program, args, options) {
  return process.platform === 'win32'
    ? runHere(program, args, options)
    : runUnderWine(program, args, options);
}

/**
 * Runs a program of this system in the repository's root.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {Options} [options]
 * @returns {Promise<number>} its exit code
 */
export async function runHere(program, args, { env, signal, stdout, stderr } = {}) {
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
  await goOnUnlessInterrupted();
  signal?.removeEventListener('abort', stop);
  return exitCode;
}
