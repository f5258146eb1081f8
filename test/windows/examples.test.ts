import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { describeWithReferencePackage, packageName } from './support/reference-package';

const folder = join(__dirname, '../../examples/tasks');

function run(example: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, example), ...args], {
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  return stdout;
}

describeWithReferencePackage('The examples of examples/tasks', () => {
  it('hand-off', () => {
    assert.equal(run('hand-off.mjs', packageName, 'alice', 'secret'), 'hello from alice\n');
  });

  it('list-packages', () => {
    assert.match(run('list-packages.mjs'), new RegExp(`^${packageName} \\d+ .*\\bPRIVACY\\b`, 'm'));
  });

  it('authenticate', () => {
    assert.equal(
      run('authenticate.mjs', packageName, 'alice', 'secret'),
      `alice is authenticated by ${packageName}\n`,
    );
  });

  it('protect-messages', () => {
    const output = run('protect-messages.mjs', packageName, 'alice', 'secret');
    assert.match(output, /^\d+ bytes say: transfer 100\n$/);
  });

  it('read-token', () => {
    const output = run('read-token.mjs');
    assert.match(output, /^.+\\.+ \(S-1-5-[-0-9]+\): primary, integrity \w+\n(Se\w+Privilege\n)+$/);
  });

  it('restrict-token', () => {
    assert.match(
      run('restrict-token.mjs', packageName, 'alice', 'secret'),
      /^The token is of S-1-5-[-0-9]+\nimpersonate: ERROR_ACCESS_DENIED\n$/,
    );
  });

  it('export-and-import', () => {
    const output = run('export-and-import.mjs', packageName, 'alice', 'secret');
    assert.match(
      output,
      /^ExportedSecurityContext \{[^]*packedBytes: \d+[^]*\}\nhello from alice\n$/,
    );
  });
});
