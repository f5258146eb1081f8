import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { Programs } from '../browser/demo';

const wine = pathToFileURL(join(__dirname, '../../../tools/wine/wine.mjs')).href;
/** Each argument is the number of a program that one command runs. The command runs them at the same time. */
const command = `
  const { runUnderWine } = await import(${JSON.stringify(wine)});
  const env = { WINEPREFIX: process.env.TEST_PREFIX };
  await Promise.all(process.argv.slice(1).map((id) => runUnderWine(id, [], { env })));
`;

describe('runUnderWine()', () => {
  before(function () {
    if (process.platform !== 'linux') this.skip();
  });

  it('waits while another command uses the prefix, but not for its own programs', async function () {
    this.timeout(30_000);
    using programs = new Programs({
      wine: 'cd "$(dirname "$0")"; echo "$1 begins" >>log; sleep 1; echo "$1 ends" >>log',
    });
    const env = { ...process.env, ...programs.env, TEST_PREFIX: programs.folder };
    const ended = [['1', '1'], ['2']].map(async (ids) => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', command, ...ids], {
        env,
        stdio: ['ignore', 'inherit', 'pipe'],
      });
      const notices: Buffer[] = [];
      child.stderr.on('data', (data: Buffer) => notices.push(data));
      assert.deepEqual(await once(child, 'close'), [0, null]);
      return Buffer.concat(notices).toString();
    });
    const notices = (await Promise.all(ended)).join('');
    assert.equal(notices, `Waiting for another command that uses Wine in ${programs.folder} …\n`);
    const log = readFileSync(join(programs.folder, 'log'), 'utf8').trim().split('\n');
    const first = ['1 begins', '1 begins', '1 ends', '1 ends'];
    const second = ['2 begins', '2 ends'];
    assert.deepEqual(log, log[0] === '2 begins' ? [...second, ...first] : [...first, ...second]);
  });
});
