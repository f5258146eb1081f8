// npm run demo:http [-- --json] [-- --screenshot FILE] [-- --keep] [-- --package NAME]
// A browser authenticates once, and its connection moves from the front to a worker and on to another.

import { mkdtempSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { createInterface } from 'node:readline';
import { once } from 'node:events';

import { NEGOTIATE_OPTIONS, openChromium } from './browser.mjs';
import { Failure, parseOptions, runCommand } from './failure.mjs';
import { products } from './products.mjs';
import { run } from './program.mjs';
import { inCache } from './repository.mjs';
import { prepareDemo } from './setup/prepare.mjs';
import { findCommands } from './setup/programs.mjs';
import { browserPrograms, httpPrograms } from './setup/requirements.mjs';
import { mitKerberos } from './test/surroundings.mjs';
import { runWindowsNode } from './windows-node.mjs';

const USAGE =
  'npm run demo:http [-- --json] [-- --screenshot FILE] [-- --keep] [-- --package NAME]';
const isWindows = process.platform === 'win32';

/**
 * @typedef {{ role: string, pid: number, path: string, status: number, clientPort: number }} Answered
 * @typedef {{ port: number, packageName: string, frontPid: number, workerPids: number[] }} Listening
 * @typedef {{ user: string, pid: number, clientPort: number }} Session
 */

await runCommand(async (args) => {
  const options = parseOptions(USAGE, args, {
    json: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    screenshot: { type: 'string' },
    package: { type: 'string', default: isWindows ? 'Negotiate' : 'MitKerberos' },
  });
  await prepareDemo(products.demoHttp);
  const realm = await mitKerberos();
  try {
    const front = await startFront(options.package, realm.env);
    try {
      await tellStory(front, realm.env, options);
      if (options.keep) await keep(front, realm.env);
    } finally {
      await front.stop();
    }
  } finally {
    await realm.stop();
  }
  return 0;
});

/**
 * @param {Awaited<ReturnType<typeof startFront>>} front
 * @param {NodeJS.ProcessEnv} env
 * @param {{ json: boolean, screenshot?: string | undefined }} options
 */
async function tellStory({ listening, answered }, env, { json, screenshot }) {
  const say = (/** @type {string} */ line) => void (json || process.stdout.write(`${line}\n`));
  const { port, packageName, frontPid, workerPids } = listening;
  say(`The front is process ${frontPid}, its workers are ${workerPids.join(' and ')}.`);

  const { commands, missing } = await findCommands(browserPrograms);
  if (missing.length > 0) say(`curl takes the place of the browser: ${missing.join()} is missing.`);
  const image = missing.length === 0 && screenshot ? resolve(screenshot) : null;
  const session =
    missing.length === 0
      ? await visitWithChromium(commands.chromium, port, env, image)
      : await visitWithCurl(port, env);

  const requests = answered
    .filter(({ clientPort }) => clientPort === session.clientPort)
    .map(({ path, pid, clientPort, status }) => ({ path, pid, clientPort, status }));
  const { user } = session;
  say(`${packageName} authenticated ${user} on client port ${session.clientPort}:\n`);
  for (const { path, pid, clientPort, status } of requests) {
    const who = pid === frontPid ? 'front ' : 'worker';
    say(`  port ${clientPort}  ${who} ${String(pid).padStart(5)}  ${status}  ${path}`);
  }
  say(
    '\nThe connection stayed the same. The process behind it changed, with its security context.',
  );
  if (image) say(`The page is in ${image}`);
  if (!json) return;
  const story = {
    ...{ package: packageName, user, frontPid, workerPids, requests },
    screenshot: image,
  };
  process.stdout.write(`${JSON.stringify(story)}\n`);
}

/**
 * @param {string} chromium
 * @param {number} port
 * @param {NodeJS.ProcessEnv} env
 * @param {string | null} screenshot
 * @returns {Promise<Session>}
 */
async function visitWithChromium(chromium, port, env, screenshot) {
  const profile = mkdtempSync(inCache('chromium-'));
  const url = `http://localhost:${port}/`;
  const { page, close } = await openChromium(chromium, profile, env, url);
  try {
    await page.setViewportSize({ width: 1100, height: 900 });
    await page.goto(url);
    await page.getByText('Move to another process').click();
    const rows = page.locator('#requests tr');
    await rows.nth(4).waitFor();
    if (screenshot) await page.screenshot({ path: screenshot, fullPage: true });
    return JSON.parse(await page.evaluate("fetch('/session').then((response) => response.text())"));
  } finally {
    await close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * @param {number} port
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Session>}
 */
async function visitWithCurl(port, env) {
  const { commands, missing } = await findCommands(httpPrograms);
  if (missing.length > 0) throw new Failure(`A browser or ${missing.join()} is needed.`);
  const page = `http://localhost:${port}`;
  const move = ['--request', 'POST', '--header', 'X-Requested-With: curl', `${page}/move`];
  const common = ['--silent', '--show-error', '--noproxy', '*', '--negotiate', '--user', ':'];
  const parts = [[`${page}/session`], move, [`${page}/session`]].map((part) =>
    [...common, '--write-out', '\n', ...part].join('\0'),
  );
  const output = await run(commands.curl, parts.join('\0--next\0').split('\0'), {
    env: { ...process.env, ...env },
  });
  return JSON.parse(output.trim().split('\n').at(-1) ?? '');
}

/**
 * Starts the front in Node.js for Windows.
 *
 * @param {string} packageName
 * @param {NodeJS.ProcessEnv} env
 */
async function startFront(packageName, env) {
  const ending = new AbortController();
  const stdout = new PassThrough();
  const program = ['build/examples/http-negotiate/main.js', '--json', '--package', packageName];
  const ended = runWindowsNode(program, { env, stdout, signal: ending.signal });
  void ended.then(() => stdout.end());
  const lines = createInterface({ input: stdout });
  const first = await Promise.race([once(lines, 'line'), ended]);
  if (!Array.isArray(first)) throw new Failure(`The front ended with exit code ${first}.`);
  /** @type {Answered[]} */
  const answered = [];
  lines.on('line', (line) => answered.push(JSON.parse(line)));
  return {
    listening: /** @type {Listening} */ (JSON.parse(first[0])),
    answered,
    stop: async () => {
      ending.abort();
      await ended;
    },
  };
}

/**
 * Waits until the user ends this process.
 *
 * @param {Awaited<ReturnType<typeof startFront>>} front
 * @param {NodeJS.ProcessEnv} env
 */
async function keep({ listening }, env) {
  const ticket = ['KRB5_CONFIG', 'KRB5CCNAME'].flatMap((name) =>
    env[name] ? [`${name}=${env[name]}`] : [],
  );
  const command = [...ticket, 'chromium', ...NEGOTIATE_OPTIONS];
  const url = `http://localhost:${listening.port}/`;
  process.stderr.write(`\nLook with your own browser, twice. Ctrl+C ends this.\n\n  `);
  process.stderr.write(`${isWindows ? url : [...command, url].join(' ')}\n`);
  await new Promise(() => {});
}
