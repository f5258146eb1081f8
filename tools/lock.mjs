import { createHash } from 'node:crypto';
import { once } from 'node:events';
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
  for (let attempt = 0; ; attempt++) {
    const lock = createServer().listen(path);
    try {
      await once(lock, 'listening');
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EADDRINUSE') throw error;
      const notice = 'Waiting for another process that sets up this checkout …\n';
      if (attempt === 0) process.stderr.write(notice);
      await sleep(200);
      continue;
    }
    try {
      return await work();
    } finally {
      lock.close();
    }
  }
}
