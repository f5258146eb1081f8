import { describe } from '../failure.mjs';
import { runThisNode } from '../windows-node.mjs';
import { runMocha } from './mocha.mjs';
import * as surroundings from './surroundings.mjs';
import { noTotals, print } from './totals.mjs';

/**
 * @typedef {import('./totals.mjs').Totals} Totals
 *
 * @typedef {object} Suite
 * @property {string} title
 * @property {string} folder of the compiled tests
 * @property {number} [jobs] the number of files that run at a time, 1 by default
 * @property {typeof runThisNode} [runNode] runWindowsNode by default
 * @property {(output?: NodeJS.WritableStream) => Promise<import('./surroundings.mjs').Surroundings>} [surround]
 * @property {import('./lanes.mjs').Lane} [lane]
 *
 * @typedef {object} Options
 * @property {string | undefined} [grep] runs only tests with a matching title
 * @property {NodeJS.WritableStream} [output] of the suite, by default of this process
 */

const isWindows = process.platform === 'win32';
const wine = isWindows ? '' : ', under Wine';

/**
 * Off Windows, two suites run at a time if they measure no time. They are in different lanes, because
 * two suites must not use one Wine prefix at the same time (tools/lock.mjs).
 *
 * @type {import('./lanes.mjs').Lane}
 */
const usualPrefix = isWindows ? undefined : 0;
/**
 * Suites with a prefix of their own, or without one.
 *
 * @type {import('./lanes.mjs').Lane}
 */
export const otherPrefix = isWindows ? undefined : 1;

/** @type {Suite[]} */
const onlyOffWindows = [
  {
    title: 'registration of the reference package, under Wine',
    folder: 'registration',
    surround: surroundings.registration,
    lane: otherPrefix,
  },
  {
    title: 'browser',
    folder: 'browser',
    runNode: runThisNode,
    surround: surroundings.browser,
    lane: usualPrefix,
  },
  {
    title: `off Windows: ${process.platform}`,
    folder: 'off-windows',
    runNode: runThisNode,
    lane: usualPrefix,
  },
];

/** @type {Suite[]} */
const mitKerberos = [
  {
    // Its package is a library of Linux.
    title: 'MitKerberos, under Wine',
    folder: 'mit-kerberos',
    jobs: 2,
    surround: surroundings.mitKerberos,
  },
  {
    title: 'MitKerberos, under Wine, one file at a time',
    folder: 'mit-kerberos/alone',
    surround: surroundings.mitKerberos,
  },
];

/**
 * Each built-in package has its own run, because the Kerberos ticket and the NTLM password are in the
 * environment of Wine. On Windows the packages use the account of the current user.
 *
 * @type {Suite[]}
 */
export const suites = [
  {
    title: 'model of the handoff',
    folder: 'model',
    runNode: runThisNode,
    surround: surroundings.spin,
    lane: otherPrefix,
  },
  {
    title: `Kerberos and Negotiate${wine}, with a ticket`,
    folder: 'built-in-packages/kerberos',
    surround: surroundings.realmWithTicket,
    lane: usualPrefix,
  },
  {
    title: `Kerberos and Negotiate${wine}, without a ticket`,
    folder: 'built-in-packages/kerberos-without-ticket',
    surround: surroundings.realmWithoutTicket,
    lane: usualPrefix,
  },
  {
    title: `NTLM${wine}`,
    folder: 'built-in-packages/ntlm',
    surround: surroundings.ntlm,
    lane: usualPrefix,
  },
  {
    title: `Schannel${wine}`,
    folder: 'built-in-packages/schannel',
    surround: surroundings.tlsServer,
    lane: usualPrefix,
  },
  {
    title: `curl and an HTTP service${wine}`,
    folder: 'built-in-packages/http',
    runNode: runThisNode,
    surround: surroundings.httpService,
    lane: usualPrefix,
  },
  ...(isWindows ? [] : onlyOffWindows),
  // A suite of its own, because it loads another build of the addon. Beside the checks, the offer of one transfer
  // ended before its fault.
  { title: `faults at each step of a handoff${wine}`, folder: 'faults' },
  { title: `Windows${wine}`, folder: 'windows', jobs: 2 },
  // These tests measure times, count on the process ids of the system, or need a process that was not forked.
  { title: `Windows${wine}, one file at a time`, folder: 'windows/alone' },
  ...(isWindows ? [] : mitKerberos),
  {
    // The last suite on Windows, because LSA may keep the package until a restart.
    title: `Windows${wine}, with the reference package in LSA`,
    folder: 'lsa-route',
    surround: surroundings.lsaRoute,
    lane: otherPrefix,
  },
];

/**
 * @param {Suite} suite
 * @param {Options} [options]
 * @returns {Promise<Totals>}
 */
export async function runSuite(suite, options = {}) {
  print(`\n${suite.title}`, options.output);
  const totals = noTotals();
  try {
    const running = await suite.surround?.(options.output);
    try {
      await runMocha(suite, { ...options, env: running?.env }, totals);
    } finally {
      await running?.stop();
    }
  } catch (error) {
    print(`  ✗ ${describe(error)}`, options.output);
    totals.failures.push(`${suite.title}\n${describe(error)}`);
  }
  return totals;
}
