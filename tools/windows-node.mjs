import { spawn } from 'node:child_process';

import { goOnUnlessInterrupted } from './interruption.mjs';
import { endOf } from './program.mjs';
import { root } from './repository.mjs';
import { windowsNodeProgram } from './setup/windows-node.mjs';
import { runUnderWine } from './wine/wine.mjs';

/**
 * @typedef {object} RunOptions
 * @property {NodeJS.ProcessEnv} [env]
 * @property {AbortSignal} [signal] ends it early
 * @property {number} [processor] the only one that it, and all that it starts, runs on; Linux only
 */

/**
 * Runs Node.js for Windows: this very one on Windows, the downloaded one under Wine on Linux.
 *
 * @param {string[]} args
 * @param {RunOptions} [options]
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
 * @param {{ env?: NodeJS.ProcessEnv, signal?: AbortSignal }} [options] the signal ends it early
 * @returns {Promise<number>} its exit code
 */
export async function runThisNode(args, { env, signal } = {}) {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const stop = () => child.kill('SIGKILL');
  signal?.addEventListener('abort', stop);
  const exitCode = await endOf(child, stop);
  await goOnUnlessInterrupted();
  signal?.removeEventListener('abort', stop);
  return exitCode;
}
