import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { describeWith, surroundings } from '../built-in-packages/support/surroundings';
import { type Outcome, Programs, runDemo } from './demo';

const root = join(__dirname, '../../..');

interface Browser {
  openChromium(
    command: string,
    env: NodeJS.ProcessEnv,
    url: string,
    timeLimit?: number,
  ): Promise<unknown>;
}

interface LinuxPackages {
  canInstall(requirement: object): boolean;
}

const load = async (module: string): Promise<unknown> =>
  import(pathToFileURL(join(root, 'tools', module)).href);

const profiles = () =>
  readdirSync(join(root, '.cache')).filter((name) => name.startsWith('chromium-'));

/** The lines that explain why curl takes the place of the browser. */
const reasons = ({ stderr }: Outcome) =>
  stderr.split('\n').filter((line) => line.startsWith('curl takes the place'));

function assertToldByCurl(outcome: Outcome, reason: string): void {
  assert.equal(outcome.exitCode, 0, outcome.stderr);
  assert.deepEqual(reasons(outcome), [`curl takes the place of the browser, ${reason}`]);
  assert.match(outcome.stdout, /authenticated alice@HANDOFF\.TEST/);
  assert.match(outcome.stdout, /worker +\d+ +200 +\/move/);
}

const noChromium = { chromium: 'exit 1' };
const fakeApt = {
  dpkg: 'exit 0',
  'apt-get': 'touch "$(dirname "$0")/called"; echo "E: No space left"; exit 100',
};

describeWith('npm run demo:http without a browser', surroundings.browser, 'Linux is needed', () => {
  it('continues with curl if Chromium does not start', async function () {
    this.timeout(120_000);
    using programs = new Programs({
      chromium: '[ "$1" = --version ] && echo "Chromium 1.0" || { echo no display >&2; exit 3; }',
    });
    const before = profiles();
    const outcome = await runDemo([], programs.env);
    assertToldByCurl(
      outcome,
      'because Chromium does not start: it ended with exit code 3: no display',
    );
    assert.deepEqual(profiles(), before);
  });

  it('continues with curl if Chromium cannot be installed', async function () {
    this.timeout(120_000);
    const { canInstall } = (await load('setup/linux-packages.mjs')) as LinuxPackages;
    using programs = new Programs({ ...noChromium, ...fakeApt });
    const outcome = await runDemo([], programs.env);
    assertToldByCurl(
      outcome,
      canInstall({})
        ? 'because Chromium cannot be installed: E: No space left'
        : 'because Chromium is not installed, or does not run',
    );
    assert.equal(existsSync(join(programs.folder, 'called')), canInstall({}));
  });

  it('does not install Chromium with --curl', async function () {
    this.timeout(120_000);
    using programs = new Programs({ ...noChromium, ...fakeApt });
    assertToldByCurl(await runDemo(['--curl'], programs.env), 'as you asked');
    assert.equal(existsSync(join(programs.folder, 'called')), false);
  });

  it('says that wineserver may have ended if the front ends with exit code 0', async function () {
    this.timeout(120_000);
    using programs = new Programs({
      wine: '[ "$1" = --version ] && exec /usr/bin/wine --version; exit 0',
    });
    const { exitCode, stderr } = await runDemo(['--curl'], programs.env);
    assert.equal(exitCode, 1);
    assert.match(stderr, /The front ended early, with exit code 0\. .*wineserver has ended/);
  });

  for (const [behaviour, command, reason] of [
    ['does not answer', 'exec sleep 60', /^Chromium does not start: it did not answer within 1 s$/],
    [
      'cannot be started',
      '',
      /^Chromium does not start: Cannot start .*no-such-program: .*ENOENT$/,
    ],
  ] as const) {
    it(`openChromium() rejects with one line if the program ${behaviour}`, async function () {
      this.timeout(20_000);
      const { openChromium } = (await load('browser.mjs')) as Browser;
      using programs = new Programs({ chromium: command });
      const program = join(programs.folder, command === '' ? 'no-such-program' : 'chromium');
      const before = profiles();
      await assert.rejects(openChromium(program, {}, 'http://localhost:9/', 1_000), {
        message: reason,
      });
      assert.deepEqual(profiles(), before);
    });
  }
});
