import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { root } from './repository.mjs';

/**
 * Runs `work` when no other process does so in this checkout. The lock is a name in the system's
 * socket namespace (Linux) or pipe namespace (Windows), which disappears with the process.
 *
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function oneAtATime(work) {
  const name = `sspi-handoff-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`;
  const path = process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : `\0${name}`;
  let lock = await listen(path);
  if (!lock) process.stderr.write('Waiting for another process that sets up this checkout …\n');
  while (!lock) {
    await sleep(200);
    lock = await listen(path);
  }
  try {
    return await work();
  } finally {
    lock.close();
  }
}

/**
 * @param {string} path
 * @returns {Promise<import('node:net').Server | undefined>} undefined if another process listens
 */
function listen(path) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(path, () => resolve(server));
  });
}
