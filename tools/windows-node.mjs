import { spawn } from 'node:child_process';

import { goOnUnlessInterrupted } from './interruption.mjs';
import { endOf } from './program.mjs';
import { root } from './repository.mjs';
import { windowsNodeProgram } from './setup/windows-node.mjs';
import { runUnderWine } from './wine/wine.mjs';

/**
 * @typedef {object} Options
 * @property {NodeJS.ProcessEnv} [env]
 * @property {AbortSignal} [signal] ends it early
 * @property {NodeJS.WritableStream} [stdout] where its output goes, if not to that of this process
 * @property {NodeJS.WritableStream} [stderr]
 */

/**
 * Runs Node.js for Windows: this very one on Windows, the downloaded one under Wine on Linux.
 *
 * @param {string[]} args
 * @param {Options} [options]
 * @returns {Promise<number>} its exit code
 */
export function runWindowsNode(args, options) {
  return process.platform === 'win32'
    ? runThisNode(args, options)
    : runUnderWine(windowsNodeProgram, args, options);
}

/**
 * Runs the Node.js that runs this.
 *
 * @param {string[]} args
 * @param {Options} [options]
 * @returns {Promise<number>} its exit code
 */
export async function runThisNode(args, { env, signal, stdout, stderr } = {}) {
  const child = spawn(process.execPath, args, {
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
