import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';

import { goOnUnlessInterrupted } from '../interruption.mjs';
import { endOf } from '../program.mjs';
import { inCache, root } from '../repository.mjs';
import { followFile } from './followed-file.mjs';
import { wineEnvironment } from './prefix.mjs';
import { endProcessesOf, markedEnvironment } from './windows-processes.mjs';

/**
 * Runs a Windows program in the repository's root. Its output appears as it is written; whatever
 * it leaves running ends with it.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {import('../windows-node.mjs').Options} [options]
 * @returns {Promise<number>} its exit code
 */
export async function runUnderWine(program, args, { env, signal, stdout, stderr, processor } = {}) {
  // Node under Wine dies with EBADF when a standard stream is a Linux pipe: it gets files.
  const folder = mkdtempSync(inCache('run-'));
  const paths = { stdout: join(folder, 'stdout'), stderr: join(folder, 'stderr') };
  const files = [openSync(paths.stdout, 'a'), openSync(paths.stderr, 'a')];
  const run = basename(folder);
  const pinned = processor === undefined ? [] : ['taskset', '--cpu-list', `${processor}`];
  const [command = '', ...rest] = [...pinned, 'wine', program, ...args];
  const child = spawn(command, rest, {
    cwd: root,
    env: { ...wineEnvironment(), ...markedEnvironment(run), ...env },
    stdio: ['ignore', ...files],
    detached: true, // Out of the terminal's reach: what Ctrl+C ends, and how, is decided here.
  });
  const follow = [
    followFile(paths.stdout, stdout ?? process.stdout),
    followFile(paths.stderr, stderr ?? process.stderr),
  ];
  const stop = () => endProcessesOf(run);
  signal?.addEventListener('abort', stop);
  try {
    return await endOf(child, stop);
  } finally {
    signal?.removeEventListener('abort', stop);
    endProcessesOf(run);
    files.forEach((file) => closeSync(file));
    follow.forEach((finish) => finish());
    rmSync(folder, { recursive: true, force: true });
    await goOnUnlessInterrupted();
  }
}
