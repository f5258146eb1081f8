// Starts servers for the duration of one suite. They listen on loopback.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { Failure } from '../failure.mjs';
import { endOf } from '../program.mjs';

/**
 * @param {string} program
 * @param {string[]} args
 * @param {number} port
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<() => Promise<void>>} ends the program
 */
export async function startDaemon(program, args, port, env = process.env) {
  // setpriv ends the daemon even if this process is killed.
  const command = ['--pdeathsig', 'TERM', program, ...args];
  const daemon = spawn('setpriv', command, { env, stdio: 'ignore' });
  const end = () => void daemon.kill('SIGTERM');
  return untilReady(program, { ended: endOf(daemon, end), end }, () => isListening(port), 10_000);
}

/**
 * Waits until a server is ready. Throws, and ends the server, if that takes too long.
 *
 * @param {string} name
 * @param {{ ended: Promise<number>, end: () => void }} server
 * @param {() => boolean | Promise<boolean>} isReady
 * @param {number} timeout in milliseconds
 * @returns {Promise<() => Promise<void>>} ends the server
 */
export async function untilReady(name, { ended, end }, isReady, timeout) {
  let exitCode = /** @type {number | undefined} */ (undefined);
  const noted = ended.then((code) => void (exitCode = code));
  const stop = () => {
    end();
    return noted;
  };
  for (const deadline = performance.now() + timeout; !(await isReady()); await sleep(20)) {
    if (exitCode !== undefined) {
      throw new Failure(`${name} ended at once, with exit code ${exitCode}.`);
    }
    if (performance.now() > deadline) {
      await stop();
      throw new Failure(`${name} did not start within ${timeout / 1000} s.`);
    }
  }
  return stop;
}

/** @param {number} port */
async function isListening(port) {
  const socket = connect({ host: '127.0.0.1', port });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  server.close();
  await once(server, 'close');
  return port;
}
