// Locks between processes. A lock is a name in the system's socket namespace (Linux) or pipe namespace
// (Windows), which disappears with the process.

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { root } from './repository.mjs';

/** The names of the locks that this process or an ancestor holds until it exits. */
const HELD = 'SSPI_HANDOFF_HELD_LOCKS';

/** @param {string} text */
const nameOf = (text) =>
  `sspi-handoff-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;

/**
 * Waits until no other process has the lock.
 *
 * @param {string} name
 * @param {string} notice is printed if another process has it
 * @returns {Promise<import('node:net').Server>} close it to release the lock
 */
async function acquire(name, notice) {
  const path = process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : `\0${name}`;
  for (let attempt = 0; ; attempt++) {
    const lock = createServer().listen(path);
    try {
      await once(lock, 'listening');
      return lock;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EADDRINUSE') throw error;
      if (attempt === 0) process.stderr.write(`${notice}\n`);
      await sleep(200);
    }
  }
}

/**
 * Runs `work` when no other process does so in this checkout.
 *
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function oneAtATime(work) {
  const notice = 'Waiting for another process that sets up this checkout …';
  const lock = await acquire(nameOf(root), notice);
  try {
    return await work();
  } finally {
    lock.close();
  }
}

/** @type {Map<string, Promise<unknown>>} */
const waiting = new Map();

/**
 * Reserves a Wine prefix for this command and the commands that it starts. wineserver of Wine 8 crashes if a
 * test lists the handles of all processes while another command starts a process in the same prefix, because that
 * process has no handle yet.
 *
 * @param {string} folder the prefix
 */
export async function reservePrefix(folder) {
  const name = nameOf(`prefix ${folder}`);
  const held = process.env[HELD]?.split(',') ?? [];
  if (held.includes(name)) return;
  const notice = `Waiting for another command that uses Wine in ${folder} …`;
  const reserved =
    waiting.get(name) ??
    acquire(name, notice).then((lock) => {
      lock.unref();
      process.env[HELD] = [process.env[HELD], name].filter(Boolean).join(',');
    });
  waiting.set(name, reserved);
  await reserved;
}
