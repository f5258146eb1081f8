import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Failure } from '../failure.mjs';
import { root } from '../repository.mjs';
import { runWindowsNode } from '../windows-node.mjs';

const PROGRAM = 'build/test/built-in-packages/http/server.js';
const PATIENCE_MS = 30_000;

/**
 * Starts the tests' HTTP server in a Node.js for Windows. It listens on loopback only.
 *
 * @param {string} folder for the file in which it reports its port
 * @param {NodeJS.ProcessEnv} env
 */
export async function startHttpServer(folder, env) {
  const portFile = join(folder, 'port');
  const ending = new AbortController();
  // Relative, because Windows programs and Linux programs have different names for its folder.
  const running = runWindowsNode([PROGRAM, relative(root, portFile)], {
    env,
    signal: ending.signal,
  });
  let exitCode = /** @type {number | undefined} */ (undefined);
  const ended = running.then((code) => (exitCode = code));
  const stop = async () => {
    ending.abort();
    await ended;
  };
  const deadline = performance.now() + PATIENCE_MS;
  while (!existsSync(portFile)) {
    if (exitCode !== undefined) {
      throw new Failure(`The HTTP server ended at once, with exit code ${exitCode}.`);
    }
    if (performance.now() > deadline) {
      await stop();
      throw new Failure(`The HTTP server did not start within ${PATIENCE_MS / 1000} s.`);
    }
    await sleep(20);
  }
  return { port: Number(readFileSync(portFile, 'utf8')), stop };
}
