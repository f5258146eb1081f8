// A Kerberos realm for the length of one suite: MIT's KDC on loopback, its database in the cache.

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Failure } from '../failure.mjs';
import { endOf, run } from '../program.mjs';

const REALM = 'HANDOFF.TEST';
const USER = 'alice';
const TARGET = 'HTTP/localhost';
/** The KDC knows it, and the server has no key of it. */
const KEYLESS_TARGET = 'HTTP/elsewhere';
const PATIENCE_MS = 10_000;

/** @typedef {Record<'kdc' | 'kdb5Util' | 'kadminLocal' | 'kinit', string>} Commands */

/**
 * @param {Commands} commands
 * @param {string} folder for its files; the caller deletes it
 * @returns what tests are told of it, the environment that makes Kerberos use it, and its end
 */
export async function startRealm(commands, folder) {
  const realmFolder = join(folder, 'realm');
  const inRealm = (/** @type {string} */ name) => join(realmFolder, name);
  mkdirSync(realmFolder);
  const port = await freePort();
  writeFileSync(inRealm('krb5.conf'), clientConfiguration(port));
  writeFileSync(inRealm('kdc.conf'), kdcConfiguration(port, inRealm));
  const kerberos = {
    KRB5_CONFIG: inRealm('krb5.conf'),
    KRB5_KTNAME: `FILE:${inRealm('server.keytab')}`,
    // Else it lies in a folder that all of the user's servers share.
    KRB5RCACHENAME: `file2:${inRealm('replays')}`,
  };
  const ticket = cacheOfTickets(inRealm('ticket'));
  const noTicket = cacheOfTickets(inRealm('no-ticket'));
  const env = { ...process.env, ...kerberos, ...ticket, KRB5_KDC_PROFILE: inRealm('kdc.conf') };
  const password = randomBytes(12).toString('base64url');

  const masterKey = randomBytes(12).toString('base64url');
  await run(commands.kdb5Util, ['create', '-s', '-r', REALM, '-P', masterKey], { env });
  for (const query of [
    ['addprinc', '-pw', password, USER],
    ['addprinc', '-randkey', TARGET],
    ['addprinc', '-randkey', KEYLESS_TARGET],
    ['ktadd', '-k', inRealm('server.keytab'), TARGET],
    ['ktadd', '-norandkey', '-k', inRealm('user.keytab'), USER],
  ]) {
    await run(commands.kadminLocal, query, { env });
  }
  const stop = await startKdc(commands.kdc, env, port);
  try {
    await run(commands.kinit, ['-k', '-t', inRealm('user.keytab'), USER], { env });
  } catch (error) {
    await stop();
    throw error;
  }

  return {
    story: {
      user: USER,
      realm: REALM,
      password,
      target: TARGET,
      keylessTarget: KEYLESS_TARGET,
      log: inRealm('kdc.log'),
      noTicketFile: inRealm('no-ticket'),
    },
    withTicket: { ...kerberos, ...ticket },
    withoutTicket: { ...kerberos, ...noTicket },
    stop,
  };
}

/** @param {string} file */
const cacheOfTickets = (file) => ({ KRB5CCNAME: `FILE:${file}` });

/** @param {number} port */
const clientConfiguration = (port) => `[libdefaults]
  default_realm = ${REALM}
  dns_lookup_realm = false
  dns_lookup_kdc = false
  dns_canonicalize_hostname = false
  rdns = false
  udp_preference_limit = 1
[realms]
  ${REALM} = {
    kdc = 127.0.0.1:${port}
  }
`;

/**
 * @param {number} port
 * @param {(name: string) => string} inRealm
 */
const kdcConfiguration = (port, inRealm) => `[kdcdefaults]
  kdc_listen = 127.0.0.1:${port}
  kdc_tcp_listen = 127.0.0.1:${port}
[realms]
  ${REALM} = {
    database_name = ${inRealm('principal')}
    key_stash_file = ${inRealm('stash')}
    acl_file = ${inRealm('acl')}
  }
[logging]
  kdc = FILE:${inRealm('kdc.log')}
`;

/**
 * @param {string} program
 * @param {NodeJS.ProcessEnv} env
 * @param {number} port
 * @returns {Promise<() => Promise<void>>} ends it
 */
async function startKdc(program, env, port) {
  // Even where this process is killed outright, the KDC goes with it.
  const command = ['--pdeathsig', 'TERM', program, '-n'];
  const kdc = spawn('setpriv', command, { env, stdio: 'ignore' });
  const ended = endOf(kdc, () => kdc.kill('SIGTERM'));
  const stop = async () => {
    kdc.kill('SIGTERM');
    await ended;
  };
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await listens(port))) {
    if (kdc.exitCode !== null) await endedEarly(ended);
    if (performance.now() > deadline) {
      await stop();
      throw new Failure(`${program} did not listen within ${PATIENCE_MS / 1000} s.`);
    }
    await sleep(20);
  }
  return stop;
}

/** @param {Promise<number>} ended */
async function endedEarly(ended) {
  throw new Failure(`The KDC ended at once, with exit code ${await ended}.`);
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
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().listen(0, '127.0.0.1');
    server.once('error', reject);
    server.once('listening', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}
