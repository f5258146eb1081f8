import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { constants } from 'node:os';
import { basename, join } from 'node:path';

import { continueUnlessInterrupted } from '../interruption.mjs';
import { reservePrefix } from '../lock.mjs';
import { endOf } from '../program.mjs';
import { inCache, root } from '../repository.mjs';
import { debianRootPrefix, inDebianRoot } from './debian-root.mjs';
import { followFile } from './followed-file.mjs';
import { prefix, wineEnvironment } from './prefix.mjs';
import { endProcessesOf, markedEnvironment } from './windows-processes.mjs';

/**
 * Runs a Windows program in the repository's root. Its output appears while it runs. Processes that
 * the program leaves behind are ended.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {import('../windows-node.mjs').Options} [options]
 * @returns {Promise<number>} the exit code
 */
export async function runUnderWine(program, args, options = {}) {
  const { env, signal, stdout, stderr, processor, inRoot = false } = options;
  const usual = inRoot ? debianRootPrefix : prefix;
  await reservePrefix(env?.WINEPREFIX ?? usual);
  if (signal?.aborted) return 128 + constants.signals.SIGKILL;
  // The standard streams are files, because Node under Wine fails with EBADF on a Linux pipe.
  const folder = mkdtempSync(inCache('run-'));
  const paths = { stdout: join(folder, 'stdout'), stderr: join(folder, 'stderr') };
  const files = [openSync(paths.stdout, 'a'), openSync(paths.stderr, 'a')];
  const run = basename(folder);
  const pinned = processor === undefined ? [] : ['taskset', '--cpu-list', `${processor}`];
  const [command = '', ...rest] = [...pinned, 'wine', program, ...args];
  const [first, others] = inRoot ? inDebianRoot(command, rest) : [command, rest];
  const child = spawn(first, others, {
    cwd: root,
    env: {
      ...wineEnvironment(usual),
      ...markedEnvironment(run),
      ...env,
    },
    stdio: ['ignore', ...files],
    detached: true, // Keeps Ctrl+C from the program. `stop` ends it instead.
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
    await continueUnlessInterrupted();
  }
}
