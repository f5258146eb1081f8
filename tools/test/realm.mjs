import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { run } from '../program.mjs';
import { freePort, startDaemon } from './daemon.mjs';

const REALM = 'HANDOFF.TEST';
const USER = 'alice';
export const TARGET = 'HTTP/localhost';
/** A service that the KDC knows, but without a key in the server's keytab. */
const KEYLESS_TARGET = 'HTTP/elsewhere';

/** @typedef {Record<'kdc' | 'kdb5Util' | 'kadminLocal' | 'kinit', string>} Commands */

/**
 * Starts a Kerberos realm: MIT's KDC on loopback, with its database in the cache.
 *
 * @param {Commands} commands
 * @param {import('./surroundings.mjs').Site} site
 * @returns the description for the tests, and the environments that select the realm
 */
export async function startRealm(commands, site) {
  const realmFolder = join(site.folder, 'realm');
  const inRealm = (/** @type {string} */ name) => join(realmFolder, name);
  mkdirSync(realmFolder);
  const port = await freePort();
  writeFileSync(inRealm('krb5.conf'), clientConfiguration(port));
  writeFileSync(inRealm('kdc.conf'), kdcConfiguration(port, inRealm));
  const kerberos = {
    KRB5_CONFIG: inRealm('krb5.conf'),
    KRB5_KTNAME: `FILE:${inRealm('server.keytab')}`,
    // By default all servers of the user share one replay cache.
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
  await startDaemon(site, commands.kdc, ['-n'], port, env);
  await run(commands.kinit, ['-k', '-t', inRealm('user.keytab'), USER], { env });

  return {
    description: {
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
  };
}

/** @param {string} file */
const cacheOfTickets = (file) => ({ KRB5CCNAME: `FILE:${file}` });

/**
 * Returns an environment in which Kerberos has no realm and no ticket. Otherwise Negotiate, which tries
 * Kerberos before NTLM, uses the current user's ticket and asks the network for a KDC.
 *
 * @param {string} folder for the files; the caller deletes it
 */
export function noRealm(folder) {
  const configuration = join(folder, 'krb5.conf');
  writeFileSync(configuration, offTheNetwork);
  return { KRB5_CONFIG: configuration, ...cacheOfTickets(join(folder, 'no-ticket')) };
}

const offTheNetwork = `[libdefaults]
  default_realm = ${REALM}
  dns_lookup_realm = false
  dns_lookup_kdc = false
  dns_canonicalize_hostname = false
  rdns = false
  udp_preference_limit = 1
`;

/** @param {number} port */
const clientConfiguration = (port) => `${offTheNetwork}[realms]
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
