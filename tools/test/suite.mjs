import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';

import { describe, Failure } from '../failure.mjs';
import { inRepository } from '../repository.mjs';
import { runThisNode, runWindowsNode } from '../windows-node.mjs';
import * as surroundings from './surroundings.mjs';
import { noTotals, print } from './totals.mjs';

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
  { title: `Windows${wine}`, folder: 'windows' },
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

/** Longer than the longest time limit of a test. mocha cannot end a test that blocks its process. */
const IDLE_LIMIT_MS = 7 * 60_000;

/** Relative, because Windows programs and Linux programs have different absolute paths. */
const TOTALS_FILE = `build/mocha-totals-${process.pid}.json`;

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

/**
 * @param {Suite} suite
 * @param {NodeJS.ProcessEnv | undefined} env
 * @param {string | undefined} grep
 * @param {Totals} totals receives the totals, even if mocha fails
 */
async function runMocha({ folder, runNode = runWindowsNode }, env, grep, totals) {
  const args = [
    ...['--expose-gc', 'node_modules/mocha/bin/mocha.js', '--no-config', '--no-package'],
    ...['--reporter=tools/test/mocha-totals-reporter.cjs', '--timeout=30000'],
    ...(grep === undefined ? [] : [`--grep=${grep}`]),
    ...(process.env.CI ? ['--forbid-only'] : []),
    process.stdout.isTTY ? '--color' : '--no-color',
  ];
  const file = inRepository(TOTALS_FILE);
  const { signal, stop } = abortWhenIdle(file);
  const exitCode = await runNode([...args, `build/test/${folder}/**/*.test.js`], {
    env: { ...env, SSPI_HANDOFF_TOTALS: TOTALS_FILE },
    signal,
  });
  stop();
  const progress = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  rmSync(file, { force: true });
  Object.assign(totals, progress.totals);

  const { running = 'the first test' } = progress;
  if (signal.aborted) {
    throw new Failure(`No test ended for ${IDLE_LIMIT_MS / 60_000} minutes during: ${running}`);
  }
  if (progress.totals === undefined || progress.running !== undefined) {
    throw new Failure(`mocha ended early, with exit code ${exitCode}, during: ${running}`);
  }
  if (exitCode !== 0 && totals.failures.length === 0) {
    throw new Failure(`mocha ended with exit code ${exitCode}, although no test failed.`);
  }
}

/**
 * Returns a signal that aborts when the file was not written for IDLE_LIMIT_MS.
 *
 * @param {string} file
 */
function abortWhenIdle(file) {
  const controller = new AbortController();
  const start = Date.now();
  const timer = setInterval(() => {
    const written = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? start;
    if (Date.now() - written > IDLE_LIMIT_MS) controller.abort();
  }, 1000).unref();
  return { signal: controller.signal, stop: () => clearInterval(timer) };
}
