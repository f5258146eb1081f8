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
 * @property {() => Promise<import('./surroundings.mjs').Surroundings>} [surround]
 */

const isWindows = process.platform === 'win32';
const wine = isWindows ? '' : ', under Wine';

/** @type {Suite[]} */
const onlyOffWindows = [
  {
    title: 'registration of the reference package, under Wine',
    folder: 'registration',
    surround: surroundings.registration,
  },
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
  {
    title: 'browser',
    folder: 'browser',
    runNode: runThisNode,
    surround: surroundings.browser,
  },
  { title: `off Windows: ${process.platform}`, folder: 'off-windows', runNode: runThisNode },
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
  },
  { title: `Windows${wine}`, folder: 'windows', jobs: 2 },
  // These tests measure times, count on the process ids of the system, or need a process that was not forked.
  { title: `Windows${wine}, one file at a time`, folder: 'windows/alone' },
  // A suite of its own, because it loads another build of the addon.
  { title: `faults at each step of a handoff${wine}`, folder: 'faults' },
  {
    title: `Kerberos and Negotiate${wine}, with a ticket`,
    folder: 'built-in-packages/kerberos',
    surround: surroundings.realmWithTicket,
  },
  {
    title: `Kerberos and Negotiate${wine}, without a ticket`,
    folder: 'built-in-packages/kerberos-without-ticket',
    surround: surroundings.realmWithoutTicket,
  },
  { title: `NTLM${wine}`, folder: 'built-in-packages/ntlm', surround: surroundings.ntlm },
  {
    title: `Schannel${wine}`,
    folder: 'built-in-packages/schannel',
    surround: surroundings.tlsServer,
  },
  {
    title: `curl and an HTTP service${wine}`,
    folder: 'built-in-packages/http',
    runNode: runThisNode,
    surround: surroundings.httpService,
  },
  {
    // The last suite on Windows, because LSA may keep the package until a restart.
    title: `Windows${wine}, with the reference package in LSA`,
    folder: 'lsa-route',
    surround: surroundings.lsaRoute,
  },
  ...(isWindows ? [] : onlyOffWindows),
];

/**
 * @param {Suite} suite
 * @param {string} [grep] runs only tests with a matching title
 * @returns {Promise<Totals>}
 */
export async function runSuite(suite, grep) {
  print(`\n${suite.title}`);
  const totals = noTotals();
  let running;
  try {
    running = await suite.surround?.();
    await runMocha(suite, running?.env, grep, totals);
  } catch (error) {
    print(`  ✗ ${describe(error)}`);
    totals.failures.push(`${suite.title}\n${describe(error)}`);
  } finally {
    await running?.stop();
  }
  return totals;
}
