import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { root } from '../repository.mjs';
import { runWindowsNode } from '../windows-node.mjs';
import { untilReady } from './daemon.mjs';

const PROGRAM = 'build/test/built-in-packages/http/server.js';

/**
 * Starts the HTTP server of the tests in Node.js for Windows. It listens on loopback.
 *
 * @param {string} folder for the file in which the server reports its port
 * @param {NodeJS.ProcessEnv} env
 */
export async function startHttpServer(folder, env) {
  const portFile = join(folder, 'port');
  const ending = new AbortController();
  // Relative, because Windows programs and Linux programs have different absolute paths.
  const args = [PROGRAM, relative(root, portFile)];
  const ended = runWindowsNode(args, { env, signal: ending.signal });
  const server = { ended, end: () => ending.abort() };
  const stop = await untilReady('The HTTP server', server, () => existsSync(portFile), 30_000);
  return { port: Number(readFileSync(portFile, 'utf8')), stop };
}
