import { readFileSync, rmSync } from 'node:fs';

import { describe } from '../failure.mjs';
import { inRepository } from '../repository.mjs';
import { runThisNode, runWindowsNode } from '../windows-node.mjs';
import * as surroundings from './surroundings.mjs';
import { noTotals } from './totals.mjs';

/**
 * @typedef {import('./totals.mjs').Totals} Totals
 *
 * @typedef {object} Suite
 * @property {string} title
 * @property {string} folder of the compiled tests
 * @property {typeof runThisNode} [runNode] runWindowsNode by default
 * @property {() => Promise<import('./surroundings.mjs').Surroundings>} [surround]
 */

const isWindows = process.platform === 'win32';

const title = (/** @type {string} */ name, ending = '') =>
  `${name}${isWindows ? '' : ', under Wine'}${ending}`;

/**
 * A registration with LSA on Windows needs a signature and a restart.
 *
 * @type {Suite}
 */
const lsaRoute = {
  title: 'Windows, under Wine, with the reference package in LSA',
  folder: 'lsa-route',
  surround: surroundings.lsaRoute,
};

/** @type {Suite} */
const offWindows = {
  title: `off Windows: ${process.platform}`,
  folder: 'off-windows',
  runNode: runThisNode,
};

/** @type {Suite} */
const model = {
  title: 'model of the handoff',
  folder: 'model',
  runNode: runThisNode,
  surround: surroundings.spin,
};

/**
 * Each built-in package has its own run, because the Kerberos ticket and the NTLM password are in the
 * environment of Wine. On Windows the packages use the account of the current user.
 *
 * @type {Suite[]}
 */
const builtInPackages = [
  {
    title: title('Kerberos and Negotiate', ', with a ticket'),
    folder: 'built-in-packages/kerberos',
    surround: surroundings.realmWithTicket,
  },
  {
    title: title('Kerberos and Negotiate', ', without a ticket'),
    folder: 'built-in-packages/kerberos-without-ticket',
    surround: surroundings.realmWithoutTicket,
  },
  { title: title('NTLM'), folder: 'built-in-packages/ntlm', surround: surroundings.ntlm },
  {
    title: title('Schannel'),
    folder: 'built-in-packages/schannel',
    surround: surroundings.tlsServer,
  },
  {
    title: title('curl and an HTTP server'),
    folder: 'built-in-packages/http',
    runNode: runThisNode,
    surround: surroundings.httpServer,
  },
];

/** @type {Suite[]} */
export const suites = [
  model,
  { title: title('Windows'), folder: 'windows' },
  // A suite of its own, because it loads another build of the addon.
  { title: title('faults at each step of a handoff'), folder: 'faults' },
  ...(isWindows ? [] : [lsaRoute]),
  ...builtInPackages,
  ...(isWindows ? [] : [offWindows]),
];

const TIME_LIMIT_MS = 10 * 60_000;

/** Relative, because Windows programs and Linux programs have different absolute paths. */
const TOTALS_FILE = `build/mocha-totals-${process.pid}.json`;

/**
 * @param {Suite} suite
 * @param {string} [grep] runs only tests with a matching title
 * @returns {Promise<Totals>}
 */
export async function runSuite(suite, grep) {
  process.stdout.write(`\n${suite.title}\n`);
  let running;
  try {
    running = await suite.surround?.();
  } catch (error) {
    return withFailure(suite, noTotals(), describe(error));
  }
  try {
    return await runMocha(suite, running?.env, grep);
  } finally {
    await running?.stop();
  }
}

/**
 * @param {Suite} suite
 * @param {NodeJS.ProcessEnv} [env]
 * @param {string} [grep]
 * @returns {Promise<Totals>}
 */
async function runMocha(suite, env, grep) {
  const { folder, runNode = runWindowsNode } = suite;
  const mocha = ['--expose-gc', 'node_modules/mocha/bin/mocha.js', '--no-config', '--no-package'];
  const options = ['--reporter=tools/test/mocha-totals-reporter.cjs', '--timeout=30000'];
  if (grep !== undefined) options.push(`--grep=${grep}`);
  if (process.env.CI) options.push('--forbid-only');
  options.push(process.stdout.isTTY ? '--color' : '--no-color');
  const limit = AbortSignal.timeout(TIME_LIMIT_MS);
  const exitCode = await runNode([...mocha, ...options, `build/test/${folder}/**/*.test.js`], {
    env: { ...env, SSPI_HANDOFF_TOTALS: TOTALS_FILE },
    signal: limit,
  });

  const totals = readTotals();
  const fail = (/** @type {string} */ reason) => withFailure(suite, totals ?? noTotals(), reason);
  if (limit.aborted) return fail(`The suite did not end within ${TIME_LIMIT_MS / 60_000} minutes.`);
  if (!totals) return fail(`mocha ended early, with exit code ${exitCode}.`);
  if (exitCode !== 0 && totals.failures.length === 0) {
    return fail(`mocha ended with exit code ${exitCode}, although no test failed.`);
  }
  return totals;
}

/** @returns {Totals | undefined} undefined if mocha ended early */
function readTotals() {
  try {
    return JSON.parse(readFileSync(inRepository(TOTALS_FILE), 'utf8'));
  } catch {
    return undefined;
  } finally {
    rmSync(inRepository(TOTALS_FILE), { force: true });
  }
}

/**
 * @param {Suite} suite
 * @param {Totals} totals
 * @param {string} reason
 * @returns {Totals}
 */
function withFailure({ title }, totals, reason) {
  process.stdout.write(`  ✗ ${reason}\n`);
  return { ...totals, failures: [...totals.failures, `${title}\n${reason}`] };
}
