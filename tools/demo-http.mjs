// npm run demo:http [-- --json] [-- --screenshot FILE] [-- --curl] [-- --keep] [-- --package NAME]
// A browser authenticates once, and its connection moves from the front to a worker and on to another.

import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { NEGOTIATE_OPTIONS, openChromium } from './browser.mjs';
import { Failure, parseOptions, runCommand } from './failure.mjs';
import { products } from './products.mjs';
import { run } from './program.mjs';
import { prepareDemo } from './setup/prepare.mjs';
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
  const realm = await mitKerberos();
  try {
    const { missing } = JSON.parse(realm.env.SSPI_HANDOFF_SURROUNDINGS ?? '{}');
    if (missing) throw new Failure(`The demonstration cannot start: ${missing}.`);
    const front = await startHttpFront(options.package, realm.env);
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
 * @param {Awaited<ReturnType<typeof startHttpFront>>} front
 * @param {NodeJS.ProcessEnv} env
 * @param {{ json: boolean, curl: boolean, screenshot?: string | undefined }} options
 */
async function tellStory(front, env, { json, curl, screenshot }) {
  const say = (/** @type {string} */ line) => void (json || process.stdout.write(`${line}\n`));
  const { port, packageName, frontPid, workerPids, answered } = front;
  say(`The front is process ${frontPid}, its workers are ${workerPids.join(' and ')}.`);

  const { commands, missing } = await findCommands(browserPrograms);
  const reason = curl ? 'as you asked' : `because ${missing.join()} is missing`;
  const hasBrowser = !curl && missing.length === 0;
  if (!hasBrowser) {
    process.stderr.write(`curl takes the place of the browser, ${reason}.\n`);
  }
  const image = hasBrowser && screenshot ? resolve(screenshot) : null;
  const session = hasBrowser
    ? await visitWithChromium(commands.chromium, port, env, image)
    : await visitWithCurl(port, env);

  // The output of the front and its workers arrives later than their responses.
  const onThisPort = () => answered.filter(({ clientPort }) => clientPort === session.clientPort);
  while (!onThisPort().some(({ pid }) => pid === session.pid)) await sleep(20);
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
 * @param {string} chromium
 * @param {number} port
 * @param {NodeJS.ProcessEnv} env
 * @param {string | null} screenshot
 * @returns {Promise<Session>}
 */
async function visitWithChromium(chromium, port, env, screenshot) {
  const url = `http://localhost:${port}/`;
  const { page, close } = await openChromium(chromium, env, url);
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
 * Waits until the user ends this process.
 *
 * @param {Awaited<ReturnType<typeof startHttpFront>>} front
 * @param {NodeJS.ProcessEnv} env
 */
async function keep({ port }, env) {
  const ticket = ['KRB5_CONFIG', 'KRB5CCNAME'].flatMap((name) =>
    env[name] ? [`${name}=${env[name]}`] : [],
  );
  const command = [...ticket, 'chromium', ...NEGOTIATE_OPTIONS];
  const url = `http://localhost:${port}/`;
  process.stderr.write(`\nLook with your own browser, twice. Ctrl+C ends this.\n\n  `);
  process.stderr.write(`${isWindows ? url : [...command, url].join(' ')}\n`);
  await new Promise(() => {});
}
