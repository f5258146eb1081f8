// Drives Debian's Chromium, which answers Negotiate with the ticket of its environment.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

import { Failure } from './failure.mjs';
import { endOf } from './program.mjs';
import { inCache } from './repository.mjs';

/**
 * The options that a person needs as well, who looks with an own browser.
 *
 * @type {readonly string[]}
 */
export const NEGOTIATE_OPTIONS = [
  '--auth-server-allowlist=localhost',
  '--disable-auth-negotiate-cname-lookup',
];

/** A Chromium that starts slower is not worth waiting for. */
const TIME_LIMIT_MS = 60_000;

/**
 * Opens a new page in a Chromium of its own.
 *
 * @param {string} command
 * @param {NodeJS.ProcessEnv} env selects the ticket
 * @param {string} url of a server that asks for Negotiate
 * @param {number} [timeLimit] for the start, in milliseconds
 * @returns {Promise<{ page: import('playwright-core').Page, close: () => Promise<void> }>}
 * @throws {Failure} Chromium does not start. The message has one line.
 */
export async function openChromium(command, env, url, timeLimit = TIME_LIMIT_MS) {
  const profile = mkdtempSync(inCache('chromium-'));
  const options = ['--headless=new', '--no-first-run', '--disable-dev-shm-usage'];
  options.push('--remote-debugging-port=0', `--user-data-dir=${profile}`, ...NEGOTIATE_OPTIONS);
  // Chromium refuses its sandbox to root. It opens only our page.
  if (process.getuid?.() === 0) options.push('--no-sandbox');
  const child = spawn(command, [...options, 'about:blank'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = endOf(child, (signal) => child.kill(signal));
  /** @type {import('playwright-core').Browser | undefined} */
  let browser;
  const removeProfile = () => rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  const close = async () => {
    // A Chromium that is killed leaves a folder in the temporary folder.
    if (browser?.isConnected()) await (await browser.newBrowserCDPSession()).send('Browser.close');
    else child.kill();
    await ended;
    removeProfile();
  };
  try {
    const address = await debuggingAddress(child.stderr, ended, timeLimit);
    // Imported here, because in a new clone the set-up installs it first.
    const { chromium } = await import('playwright-core');
    browser = await chromium.connectOverCDP(address, { timeout: timeLimit });
    // The default context. A new context is off the record, and sends no credentials.
    const context = browser.contexts()[0];
    if (!context) throw new Failure('it has no default context');
    // Chromium is still loading its Kerberos library during the first request, which fails.
    const first = await context.newPage();
    await first.goto(url).catch(() => undefined);
    await first.close();
    return { page: await context.newPage(), close };
  } catch (error) {
    child.kill('SIGKILL');
    // It rejects if the program cannot be started, which is the caught error then.
    await ended.catch(() => undefined);
    removeProfile();
    const [reason] = /** @type {Error} */ (error).message.split('\n');
    throw new Failure(`Chromium does not start: ${reason}`, { cause: error });
  }
}

/**
 * @param {import('node:stream').Readable} output
 * @param {Promise<number>} ended
 * @param {number} timeLimit
 * @returns {Promise<string>}
 */
async function debuggingAddress(output, ended, timeLimit) {
  let last = '';
  const found = new Promise((resolve) => {
    createInterface({ input: output }).on('line', (line) => {
      const [, address] = /^DevTools listening on (ws:.*)$/.exec(line) ?? [];
      if (address) resolve(address);
      if (line.trim() !== '') last = line;
    });
  });
  const failed = ended.then((exitCode) => {
    throw new Failure(`it ended with exit code ${exitCode}${last && `: ${last}`}`);
  });
  const late = new AbortController();
  const expired = sleep(timeLimit, undefined, late).then(() => {
    throw new Failure(`it did not answer within ${timeLimit / 1000} s`);
  });
  try {
    return await Promise.race([found, failed, expired]);
  } finally {
    late.abort();
  }
}
