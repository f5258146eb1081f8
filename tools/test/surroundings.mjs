// The servers that a suite needs. They start before the suite and end with it. An environment variable
// describes them to the tests (test/built-in-packages/support).

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { onInterruption } from '../interruption.mjs';
import { nameMitKerberos } from '../products.mjs';
import { cache, inCache } from '../repository.mjs';
import { findCommands } from '../setup/programs.mjs';
import {
  browserPrograms,
  httpPrograms,
  kerberosPrograms,
  modelPrograms,
  ntlmPrograms,
  tlsPrograms,
  winelibPrograms,
} from '../setup/requirements.mjs';
import { makeUnregisteredPrefix } from '../setup/wine-prefix.mjs';
import { outcomeOfWindowsNode } from '../windows-node.mjs';
import { startHttpFront } from './http-front.mjs';
import { lsaRoutePrefix, winelibFolder } from '../wine/prefix.mjs';
import { wrapNtlmAuth } from './ntlm-auth.mjs';
import { noRealm, startRealm } from './realm.mjs';
import { startTlsServer } from './tls-server.mjs';
import { print } from './totals.mjs';

/**
 * @typedef {object} Surroundings
 * @property {NodeJS.ProcessEnv} env
 * @property {() => Promise<void>} stop
 *
 * @typedef {object} Started
 * @property {object} description for the tests
 * @property {NodeJS.ProcessEnv} [env]
 *
 * @typedef {object} Site
 * @property {string} folder is deleted at the end
 * @property {(stop: () => Promise<void>) => void} atEnd registered functions run in reverse order
 */

const isWindows = process.platform === 'win32';
/** @type {Surroundings} */
const nothing = { env: {}, stop: async () => {} };

/** @param {'withTicket' | 'withoutTicket'} ticket */
const realm = (ticket) => () =>
  surroundUnderWine(kerberosPrograms, async (commands, site) => {
    const started = await startRealm(commands, site);
    return { description: { realm: started.description }, env: started[ticket] };
  });

export const realmWithTicket = realm('withTicket');
export const realmWithoutTicket = realm('withoutTicket');

/**
 * Those of the package that the arguments of a script name.
 *
 * @param {string[]} args
 */
export const surroundingsOf = async (args) => (nameMitKerberos(args) ? mitKerberos() : nothing);

/**
 * A realm with a ticket, and MitKerberos, which no other environment has.
 *
 * @returns {Promise<Surroundings>}
 */
export const mitKerberos = () =>
  surroundUnderWine({ ...kerberosPrograms, ...winelibPrograms }, async (commands, site) => {
    const started = await startRealm(commands, site);
    return {
      description: { realm: started.description, mitKerberos: true },
      env: { ...started.withTicket, WINEDLLPATH: winelibFolder },
    };
  });

export const ntlm = () =>
  surroundUnderWine(ntlmPrograms, async (commands, { folder }) => {
    const password = 'correct horse';
    const wrapped = wrapNtlmAuth(commands, folder, password);
    return {
      description: { ntlm: { user: 'alice', domain: 'EXAMPLE', password } },
      env: { ...noRealm(folder), ...wrapped.env },
    };
  });

export const tlsServer = () =>
  surroundUnderWine(tlsPrograms, async ({ openssl }, site) => ({
    description: { tls: await startTlsServer(openssl, site) },
  }));

export const spin = () =>
  surroundUnderWine(modelPrograms, async (model) => ({ description: { model } }));

/**
 * The HTTP service of the examples with each package that can answer Negotiate.
 *
 * @param {Site} site
 * @param {NodeJS.ProcessEnv} env
 */
async function startHttpFronts({ atEnd }, env) {
  /** @type {Record<string, number>} */
  const ports = {};
  for (const packageName of ['Negotiate', 'Kerberos']) {
    const { port, stop } = await startHttpFront(packageName, env);
    atEnd(stop);
    ports[packageName] = port;
  }
  return ports;
}

/** On Windows the service and curl use the system's own Kerberos and NTLM. */
export const httpService = () =>
  isWindows
    ? surround(httpPrograms, async ({ curl }, site) => ({
        description: { http: { ports: await startHttpFronts(site, {}), curl } },
      }))
    : surround(
        { ...kerberosPrograms, ...ntlmPrograms, ...httpPrograms },
        async (commands, site) => {
          const realm = await startRealm(commands, site);
          const { password } = realm.description;
          const wrapped = wrapNtlmAuth(commands, site.folder, password);
          // The service has a keytab but no ticket. curl has the ticket.
          const ports = await startHttpFronts(site, { ...realm.withoutTicket, ...wrapped.env });
          return {
            description: {
              realm: realm.description,
              ntlm: { user: 'alice', domain: 'EXAMPLE', password, log: wrapped.log },
              http: { ports, curl: commands.curl },
            },
            env: realm.withTicket,
          };
        },
      );

/** The test runs npm run demo:http, which starts what it needs. */
export const browser = () =>
  surroundUnderWine({ ...kerberosPrograms, ...winelibPrograms, ...browserPrograms }, async () => ({
    description: { browser: true },
  }));

/** The program of `npm run reference:register`. */
export const registrationProgram = 'build/test/registration/main.js';

/**
 * Registers the reference package with LSA instead of as a plain SSP. On Windows the program refuses,
 * unless the machine is disposable.
 *
 * @param {NodeJS.WritableStream} [output]
 * @returns {Promise<Surroundings>}
 */
export async function lsaRoute(output) {
  if (!isWindows) {
    return { ...nothing, env: { WINEPREFIX: lsaRoutePrefix, ...described({ route: 'lsa' }) } };
  }
  const register = [registrationProgram, 'register'];
  const { exitCode, stdout, stderr } = await outcomeOfWindowsNode([...register, '--route', 'lsa']);
  print(stdout, output);
  return {
    env: described(exitCode === 0 ? { route: 'lsa' } : { missing: stderr.trim() }),
    stop: async () => void (await outcomeOfWindowsNode(register)),
  };
}

/** A Wine prefix in which the tests register the reference package. */
export const registration = () =>
  surround({}, async (_, { folder, atEnd }) => {
    const prefix = join(folder, 'prefix');
    atEnd(await makeUnregisteredPrefix(prefix));
    return { description: {}, env: { WINEPREFIX: prefix } };
  });

/**
 * Starts nothing on Windows, where the tests use the packages of the computer.
 *
 * @type {typeof surround}
 */
const surroundUnderWine = async (programs, start) =>
  isWindows ? nothing : surround(programs, start);

/**
 * @template {string} Name
 * @param {Record<Name, import('../setup/requirements.mjs').Requirement>} programs
 * @param {(commands: Record<Name, string>, site: Site) => Promise<Started>} start
 * @returns {Promise<Surroundings>}
 */
async function surround(programs, start) {
  const { commands, missing } = await findCommands(programs);
  if (missing.length > 0) {
    const description = { missing: `not installed: ${missing.join(', ')}` };
    return { ...nothing, env: described(description) };
  }

  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(inCache('surroundings-'));
  const forget = onInterruption(() => rmSync(folder, { recursive: true, force: true }));
  /** @type {(() => Promise<void>)[]} */
  const ends = [];
  const stop = async () => {
    for (const end of ends.reverse()) await end();
    rmSync(folder, { recursive: true, force: true });
    forget();
  };
  try {
    const { description, env } = await start(commands, { folder, atEnd: (end) => ends.push(end) });
    return { env: { ...env, ...described(description) }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** @param {object} description */
const described = (description) => ({ SSPI_HANDOFF_SURROUNDINGS: JSON.stringify(description) });
