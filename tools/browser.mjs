// Drives Debian's Chromium, which answers Negotiate with the ticket of its environment.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';

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

/**
 * Opens a new page in a Chromium of its own.
 *
 * @param {string} command
 * @param {NodeJS.ProcessEnv} env selects the ticket
 * @param {string} url of a server that asks for Negotiate
 * @returns {Promise<{ page: import('playwright-core').Page, close: () => Promise<void> }>}
 */
export async function openChromium(command, env, url) {
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
  const close = async () => {
    // A Chromium that is killed leaves a folder in the temporary folder.
    const session = await browser?.newBrowserCDPSession();
    if (session) await session.send('Browser.close');
    else child.kill();
    await ended;
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    // Imported here, because in a new clone the set-up installs it first.
    const { chromium } = await import('playwright-core');
    browser = await chromium.connectOverCDP(await debuggingAddress(child.stderr));
    // The default context. A new context is off the record, and sends no credentials.
    const context = browser.contexts()[0];
    if (!context) throw new Failure('Chromium has no default context.');
    // Chromium is still loading its Kerberos library during the first request, which fails.
    const first = await context.newPage();
    await first.goto(url).catch(() => undefined);
    await first.close();
    return { page: await context.newPage(), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** @param {import('node:stream').Readable} output */
async function debuggingAddress(output) {
  const lines = [];
  for await (const line of createInterface({ input: output })) {
    const [, address] = /^DevTools listening on (ws:.*)$/.exec(line) ?? [];
    if (address) return address;
    lines.push(line);
  }
  throw new Failure(`Chromium ended at once:\n${lines.join('\n')}`);
}
