// A server that a suite needs, for as long as the suite takes. It listens on loopback.

import { spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { Failure } from '../failure.mjs';
import { endOf } from '../program.mjs';

const PATIENCE_MS = 10_000;

/**
 * Starts a program and waits until it listens.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {number} port
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<() => Promise<void>>} ends it
 */
export async function startDaemon(program, args, port, env = process.env) {
  // Even where this process is killed outright, the daemon goes with it.
  const command = ['--pdeathsig', 'TERM', program, ...args];
  const daemon = spawn('setpriv', command, { env, stdio: 'ignore' });
  const ended = endOf(daemon, () => daemon.kill('SIGTERM'));
  const stop = async () => {
    daemon.kill('SIGTERM');
    await ended;
  };
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await listens(port))) {
    if (daemon.exitCode !== null) {
      throw new Failure(`${program} ended at once, with exit code ${await ended}.`);
    }
    if (performance.now() > deadline) {
      await stop();
      throw new Failure(`${program} did not listen within ${PATIENCE_MS / 1000} s.`);
    }
    await sleep(20);
  }
  return stop;
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function listens(port) {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** @returns {Promise<number>} */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().listen(0, '127.0.0.1');
    server.once('error', reject);
    server.once('listening', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}
