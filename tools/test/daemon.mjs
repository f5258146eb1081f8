import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { Failure } from '../failure.mjs';
import { endOf } from '../program.mjs';

const TIMEOUT_MS = 10_000;

/**
 * Starts a server that listens on loopback. It ends with the site.
 *
 * @param {import('./surroundings.mjs').Site} site
 * @param {string} program
 * @param {string[]} args
 * @param {number} port
 * @param {NodeJS.ProcessEnv} [env]
 */
export async function startDaemon({ atEnd }, program, args, port, env = process.env) {
  // setpriv ends the daemon even if this process is killed.
  const command = ['--pdeathsig', 'TERM', program, ...args];
  const daemon = spawn('setpriv', command, { env, stdio: 'ignore' });
  const end = () => void daemon.kill('SIGTERM');
  const ended = endOf(daemon, end);
  atEnd(async () => {
    end();
    await ended;
  });
  const deadline = performance.now() + TIMEOUT_MS;
  while (!(await isListening(port))) {
    if (daemon.exitCode !== null) {
      throw new Failure(`${program} ended at once, with exit code ${daemon.exitCode}.`);
    }
    if (performance.now() > deadline) {
      throw new Failure(`${program} did not start within ${TIMEOUT_MS / 1000} s.`);
    }
    await sleep(20);
  }
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
