// npm run demo:http [-- --json] [-- --screenshot FILE] [-- --curl] [-- --keep] [-- --package NAME]
// A browser authenticates once, and its connection moves from the front to a worker and on to another.

import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { NEGOTIATE_OPTIONS, openChromium } from './browser.mjs';
import { Failure, parseOptions, runCommand } from './failure.mjs';
import { products } from './products.mjs';
import { run } from './program.mjs';
import { prepareBrowser, prepareDemo } from './setup/prepare.mjs';
import { findCommands } from './setup/programs.mjs';
import { browserPrograms, httpPrograms } from './setup/requirements.mjs';
import { startHttpFront } from './test/http-front.mjs';
import { mitKerberos } from './test/surroundings.mjs';

const USAGE =
  'npm run demo:http [-- --json] [-- --screenshot FILE] [-- --curl] [-- --keep] [-- --package NAME]';
const isWindows = process.platform === 'win32';

/** @typedef {{ user: string, pid: number, clientPort: number }} Session */

await runCommand(async (args) => {
  const options = parseOptions(USAGE, args, {
    json: { type: 'boolean', default: false },
    curl: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    screenshot: { type: 'string' },
    package: { type: 'string', default: isWindows ? 'Negotiate' : 'MitKerberos' },
  });
  await prepareDemo(products.demoHttp);
  const browser = options.curl ? { missing: 'as you asked' } : await findChromium();
  const realm = await mitKerberos();
  try {
    const { missing } = JSON.parse(realm.env.SSPI_HANDOFF_SURROUNDINGS ?? '{}');
    if (missing) throw new Failure(`The demonstration cannot start: ${missing}.`);
    const front = await startHttpFront(options.package, realm.env);
    try {
      await tellStory(front, realm.env, browser, options);
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
 * Installs Chromium, if it is missing.
 *
 * @typedef {{ command: string, missing?: undefined } | { missing: string }} Browser or the reason for curl
 *
 * @returns {Promise<Browser>}
 */
async function findChromium() {
  try {
    await prepareBrowser();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    // apt-get names its errors so. Its other lines are progress.
    const [reason] = /^E: .*/m.exec(error.message) ?? error.message.split('\n');
    return { missing: `because Chromium cannot be installed: ${reason}` };
  }
  const { commands, missing } = await findCommands(browserPrograms);
  if (missing.length === 0) return { command: commands.chromium };
  return { missing: 'because Chromium is not installed, or does not run' };
}

/**
 * @param {Browser} browser
 * @param {string} url
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Awaited<ReturnType<typeof openChromium>> | undefined>} undefined if curl takes its place
 */
async function openBrowser(browser, url, env) {
  let { missing } = browser;
  if ('command' in browser) {
    try {
      return await openChromium(browser.command, env, url);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      missing = `because ${error.message}`;
    }
  }
  process.stderr.write(`curl takes the place of the browser, ${missing}\n`);
  return undefined;
}

/**
 * @param {Awaited<ReturnType<typeof startHttpFront>>} front
 * @param {NodeJS.ProcessEnv} env
 * @param {Browser} browser
 * @param {{ json: boolean, screenshot?: string | undefined }} options
 */
async function tellStory(front, env, browser, { json, screenshot }) {
  const say = (/** @type {string} */ line) => void (json || process.stdout.write(`${line}\n`));
  const { port, packageName, frontPid, workerPids, answered, failed } = front;
  say(`The front is process ${frontPid}, its workers are ${workerPids.join(' and ')}.`);

  const url = `http://localhost:${port}/`;
  const opened = await openBrowser(browser, url, env);
  const image = opened && screenshot ? resolve(screenshot) : null;
  const session = opened
    ? await visitWithChromium(opened, url, image)
    : await visitWithCurl(port, env);

  // The output of the front and its workers arrives later than their responses.
  const onThisPort = () => answered.filter(({ clientPort }) => clientPort === session.clientPort);
  while (!onThisPort().some(({ pid }) => pid === session.pid)) {
    await Promise.race([sleep(20), failed]);
  }
  const requests = onThisPort().map(({ path, pid, clientPort, status }) => ({
    path,
    pid,
    clientPort,
    status,
  }));
  const { user } = session;
  say(`${packageName} authenticated ${user} on client port ${session.clientPort}:\n`);
  for (const { path, pid, clientPort, status } of requests) {
    const who = pid === frontPid ? 'front ' : 'worker';
    say(`  port ${clientPort}  ${who} ${String(pid).padStart(5)}  ${status}  ${path}`);
  }
  say(
    session.pid === frontPid
      ? `\n${packageName} cannot export a context here, so the front answered itself.`
      : '\nThe connection stayed the same. The process behind it changed, with its security context.',
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
 * @param {Awaited<ReturnType<typeof openChromium>>} opened
 * @param {string} url
 * @param {string | null} screenshot
 * @returns {Promise<Session>}
 */
async function visitWithChromium({ page, close }, url, screenshot) {
  try {
    await page.setViewportSize({ width: 1100, height: 900 });
    await page.goto(url);
    await page.getByText('Move to another process').click();
    await page.locator('#requests tr').nth(4).waitFor();
    const session = await page.evaluate("fetch('/session').then((response) => response.json())");
    await page.getByRole('heading', { name: `You are ${session.user}` }).waitFor();
    if (screenshot) await page.screenshot({ path: screenshot, fullPage: true });
    return session;
  } finally {
    await close();
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
 * Waits until the user ends this process, or the front fails.
 *
 * @param {Awaited<ReturnType<typeof startHttpFront>>} front
 * @param {NodeJS.ProcessEnv} env
 */
async function keep({ port, failed }, env) {
  const ticket = ['KRB5_CONFIG', 'KRB5CCNAME'].flatMap((name) =>
    env[name] ? [`${name}=${env[name]}`] : [],
  );
  const command = [...ticket, 'chromium', ...NEGOTIATE_OPTIONS];
  const url = `http://localhost:${port}/`;
  process.stderr.write(`\nLook with your own browser, twice. Ctrl+C ends this.\n\n  `);
  process.stderr.write(`${isWindows ? url : [...command, url].join(' ')}\n`);
  await failed;
}
