import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describeWith, surroundings } from '../built-in-packages/support/surroundings';
import { runDemo } from './demo';

/** The output of npm run demo:http -- --json. */
interface Story {
  readonly package: string;
  readonly user: string;
  readonly frontPid: number;
  readonly workerPids: readonly number[];
  readonly requests: readonly {
    readonly path: string;
    readonly pid: number;
    readonly clientPort: number;
    readonly status: number;
  }[];
  readonly screenshot: string | null;
}

async function run(...args: string[]): Promise<Story> {
  const { exitCode, stdout, stderr } = await runDemo(['--json', ...args]);
  assert.equal(exitCode, 0, stderr);
  return JSON.parse(stdout) as Story;
}

const foldersOfChromium = () =>
  readdirSync(tmpdir()).filter((name) => name.startsWith('org.chromium.'));

function assertMoved({ package: name, user, frontPid, workerPids, requests }: Story): void {
  assert.deepEqual([name, user], ['MitKerberos', 'alice@HANDOFF.TEST']);
  assert.equal(new Set(requests.map(({ clientPort }) => clientPort)).size, 1);
  for (const { pid, status } of requests) assert.equal(status === 401, pid === frontPid);

  const answered = requests.filter(({ pid }) => pid !== frontPid);
  const move = answered.findIndex(({ path }) => path === '/move');
  const [before, after] = [answered.slice(0, move + 1), answered.slice(move + 1)].map(
    (part) => new Set(part.map(({ pid }) => pid)),
  );
  assert.equal(before?.size, 1);
  assert.equal(after?.size, 1);
  assert.deepEqual([...before, ...after].sort(), [...workerPids].sort());
}

describeWith('npm run demo:http', surroundings.browser, 'Linux is needed', () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'sspi-handoff-demo-'));
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('moves the Kerberos session of Chromium from the front to one worker and the next', async function () {
    this.timeout(120_000);
    const screenshot = join(folder, 'page.png');
    const before = foldersOfChromium();
    const story = await run('--screenshot', screenshot);
    assertMoved(story);
    assert.equal(story.requests[0]?.pid, story.frontPid);
    assert.equal(story.screenshot, screenshot);
    const image = readFileSync(screenshot);
    assert.equal(image.toString('latin1', 1, 4), 'PNG');
    assert.ok(image.readUInt32BE(16) > 1000, 'The page is too narrow');
    assert.deepEqual(foldersOfChromium(), before, 'Chromium has left a temporary folder');
  });

  it('moves the Kerberos session of curl', async function () {
    this.timeout(120_000);
    const story = await run('--curl');
    assertMoved(story);
    assert.equal(story.screenshot, null);
  });
});
