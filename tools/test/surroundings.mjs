// What a suite needs around it: programs that are started before it and end with it, the environment
// that leads to them, and what its tests are told of them (test/built-in-packages/support).

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';

import { onInterruption } from '../interruption.mjs';
import { cache, inCache } from '../repository.mjs';
import { findCommands } from '../setup/programs.mjs';
import {
  httpPrograms,
  kerberosPrograms,
  ntlmPrograms,
  tlsPrograms,
} from '../setup/proof-programs.mjs';
import { startHttpServer } from './http-server.mjs';
import { lsaRoutePrefix } from '../wine/prefix.mjs';
import { wrapNtlmAuth } from './ntlm-auth.mjs';
import { noRealm, startRealm } from './realm.mjs';
import { startTlsServer } from './tls-server.mjs';

/**
 * @typedef {object} Surroundings
 * @property {NodeJS.ProcessEnv} env
 * @property {() => Promise<void>} stop
 *
 * @typedef {object} Told
 * @property {object} story
 * @property {NodeJS.ProcessEnv} [env]
 *
 * @typedef {object} Site where surroundings are set up
 * @property {string} folder that is deleted afterwards
 * @property {(stop: () => Promise<void>) => void} endWith runs, the last one first, at the end
 */

const isWindows = process.platform === 'win32';

/** @returns {Promise<Surroundings>} */
export const realmWithTicket = () =>
  surround(kerberosPrograms, async (commands, site) => {
    const realm = await startRealm(commands, site.folder);
    site.endWith(realm.stop);
    return { story: { realm: realm.story }, env: realm.withTicket };
  });

/** @returns {Promise<Surroundings>} */
export const realmWithoutTicket = () =>
  surround(kerberosPrograms, async (commands, site) => {
    const realm = await startRealm(commands, site.folder);
    site.endWith(realm.stop);
    return { story: { realm: realm.story }, env: realm.withoutTicket };
  });

/** @returns {Promise<Surroundings>} */
export const ntlm = () =>
  surround(ntlmPrograms, async (commands, { folder }) => {
    const password = 'correct horse';
    const wrapped = wrapNtlmAuth(commands, folder, password);
    return {
      story: { ntlm: { user: 'alice', domain: 'EXAMPLE', password } },
      env: { ...noRealm(folder), ...wrapped.env },
    };
  });

/** @returns {Promise<Surroundings>} */
export const tlsServer = () =>
  surround(tlsPrograms, async ({ openssl }, { folder, endWith }) => {
    const { port, certificate, stop } = await startTlsServer(openssl, folder);
    endWith(stop);
    return { story: { tls: { port, certificate } } };
  });

/** @returns {Promise<Surroundings>} */
export const httpServer = () =>
  isWindows ? httpServerOnWindows() : surround(programsOfHttp, httpServerUnderWine);

/**
 * The reference package registered with LSA, and not as a plain SSP.
 *
 * @returns {Promise<Surroundings>}
 */
export const lsaRoute = async () => ({
  env: { WINEPREFIX: lsaRoutePrefix, ...toldIn({ route: 'lsa' }) },
  stop: async () => {},
});

const programsOfHttp = { ...kerberosPrograms, ...ntlmPrograms, ...httpPrograms };

/**
 * @param {Record<keyof typeof programsOfHttp, string>} commands
 * @param {Site} site
 * @returns {Promise<Told>}
 */
async function httpServerUnderWine(commands, { folder, endWith }) {
  const realm = await startRealm(commands, folder);
  endWith(realm.stop);
  const { password } = realm.story;
  const wrapped = wrapNtlmAuth(commands, folder, password);
  // The server has its keytab and no ticket; the ticket is curl's.
  const server = await startHttpServer(folder, { ...realm.withoutTicket, ...wrapped.env });
  endWith(server.stop);
  return {
    story: {
      realm: realm.story,
      ntlm: { user: 'alice', domain: 'EXAMPLE', password, log: wrapped.log },
      http: { port: server.port, curl: commands.curl },
    },
    env: realm.withTicket,
  };
}

function httpServerOnWindows() {
  return surround(httpPrograms, async ({ curl }, { folder, endWith }) => {
    const server = await startHttpServer(folder, {});
    endWith(server.stop);
    return { story: { http: { port: server.port, curl } } };
  });
}

/**
 * @template {string} Name
 * @param {Record<Name, import('../setup/programs.mjs').Requirement>} programs
 * @param {(commands: Record<Name, string>, site: Site) => Promise<Told>} setUp
 * @returns {Promise<Surroundings>}
 */
async function surround(programs, setUp) {
  const { commands, missing } = await findCommands(programs);
  if (missing.length > 0) {
    const story = { missing: `not installed: ${missing.join(', ')}` };
    return { env: toldIn(story), stop: async () => {} };
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
    const endWith = (/** @type {() => Promise<void>} */ end) => void ends.push(end);
    const { story, env } = await setUp(commands, { folder, endWith });
    return { env: { ...env, ...toldIn(story) }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** @param {object} story */
const toldIn = (story) => ({ SSPI_HANDOFF_SURROUNDINGS: JSON.stringify(story) });
