import { readFileSync, rmSync } from 'node:fs';

import { describe } from '../failure.mjs';
import { inRepository } from '../repository.mjs';
import { runThisNode, runWindowsNode } from '../windows-node.mjs';
import {
  httpServer,
  lsaRoute,
  ntlm,
  realmWithTicket,
  realmWithoutTicket,
  tlsServer,
} from './surroundings.mjs';
import { noTotals } from './totals.mjs';

/**
 * @typedef {import('./totals.mjs').Totals} Totals
 *
 * @typedef {object} Suite
 * @property {string} title
 * @property {string} files compiled tests, as a pattern
 * @property {typeof runThisNode} runNode
 * @property {() => Promise<import('./surroundings.mjs').Surroundings>} [surround] what runs around it
 */

const isWindows = process.platform === 'win32';
const underWine = isWindows ? '' : ', under Wine';

/** @type {Suite} */
const windows = {
  title: `Windows${underWine}`,
  files: 'build/test/windows/**/*.test.js',
  runNode: runWindowsNode,
};

/**
 * On Windows that would take a signature that LSA accepts, and a restart.
 *
 * @type {Suite}
 */
const byWayOfLsa = {
  title: 'Windows, under Wine, with the reference package in LSA',
  files: 'build/test/lsa-route/*.test.js',
  runNode: runWindowsNode,
  surround: lsaRoute,
};

/**
 * Apart, because it takes the third process of its transfers for itself.
 *
 * @type {Suite}
 */
const faults = {
  title: `faults at each step of a handoff${underWine}`,
  files: 'build/test/faults/*.test.js',
  runNode: runWindowsNode,
};

/** @type {Suite} */
const offWindows = {
  title: `off Windows: ${process.platform}`,
  files: 'build/test/off-windows/**/*.test.js',
  runNode: runThisNode,
};

/**
 * Several runs, because what a ticket or a password comes from is the environment of Wine itself.
 *
 * @type {Suite[]}
 */
const builtInPackages = [
  {
    title: `Kerberos and Negotiate${underWine}, with a ticket`,
    files: 'build/test/built-in-packages/kerberos/*.test.js',
    runNode: runWindowsNode,
    ...(!isWindows && { surround: realmWithTicket }),
  },
  {
    title: `Kerberos and Negotiate${underWine}, without a ticket`,
    files: 'build/test/built-in-packages/kerberos-without-ticket/*.test.js',
    runNode: runWindowsNode,
    ...(!isWindows && { surround: realmWithoutTicket }),
  },
  {
    title: `NTLM${underWine}`,
    files: 'build/test/built-in-packages/ntlm/*.test.js',
    runNode: runWindowsNode,
    ...(!isWindows && { surround: ntlm }),
  },
  {
    title: `Schannel${underWine}`,
    files: 'build/test/built-in-packages/schannel/*.test.js',
    runNode: runWindowsNode,
    ...(!isWindows && { surround: tlsServer }),
  },
  {
    title: `curl, and a server of HTTP${underWine}`,
    files: 'build/test/built-in-packages/http/*.test.js',
    runNode: runThisNode,
    surround: httpServer,
  },
];

export const suites = [
  windows,
  faults,
  ...(isWindows ? [] : [byWayOfLsa]),
  ...builtInPackages,
  ...(isWindows ? [] : [offWindows]),
];

const TIME_LIMIT_MS = 10 * 60_000;

/** Relative, because Windows programs and Linux programs have different names for its folder. */
const TOTALS_FILE = `build/mocha-totals-${process.pid}.json`;

/**
 * @param {Suite} suite
 * @param {string} [grep] runs only tests with such a title
 * @returns {Promise<Totals>}
 */
export async function runSuite(suite, grep) {
  process.stdout.write(`\n${suite.title}\n`);
  let surroundings;
  try {
    surroundings = await suite.surround?.();
  } catch (error) {
    return oneMoreFailed(suite, noTotals(), describe(error));
  }
  try {
    return await runMocha(suite, surroundings?.env, grep);
  } finally {
    await surroundings?.stop();
  }
}

/**
 * @param {Suite} suite
 * @param {NodeJS.ProcessEnv} [env]
 * @param {string} [grep]
 * @returns {Promise<Totals>}
 */
async function runMocha(suite, env, grep) {
  const { files, runNode } = suite;
  const mocha = ['--expose-gc', 'node_modules/mocha/bin/mocha.js', '--no-config', '--no-package'];
  const options = ['--reporter=tools/test/mocha-totals-reporter.cjs', '--timeout=30000'];
  if (grep !== undefined) options.push(`--grep=${grep}`);
  if (process.env.CI) options.push('--forbid-only');
  options.push(process.stdout.isTTY ? '--color' : '--no-color');
  const limit = AbortSignal.timeout(TIME_LIMIT_MS);
  const exitCode = await runNode([...mocha, ...options, files], {
    env: { ...env, SSPI_HANDOFF_TOTALS: TOTALS_FILE },
    signal: limit,
  });

  const totals = readTotals();
  const fail = (/** @type {string} */ reason) => oneMoreFailed(suite, totals ?? noTotals(), reason);
  if (limit.aborted) return fail(`It did not end within ${TIME_LIMIT_MS / 60_000} minutes.`);
  if (!totals) return fail(`mocha ended half way, with exit code ${exitCode}.`);
  if (exitCode !== 0 && totals.failures.length === 0) {
    return fail(`mocha ended with exit code ${exitCode} although no test failed.`);
  }
  return totals;
}

/** @returns {Totals | undefined} nothing if mocha did not get to its end */
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
function oneMoreFailed({ title }, totals, reason) {
  process.stdout.write(`  ✗ ${reason}\n`);
  return { ...totals, failures: [...totals.failures, `${title}\n${reason}`] };
}
