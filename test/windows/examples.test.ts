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

describeWithReferencePackage('In examples/tasks,', () => {
  it('hand-off.mjs decrypts the message with the context that it handed off', () => {
    assert.equal(run('hand-off.mjs', packageName, 'alice', 'secret'), 'hello from alice\n');
  });

  it('list-packages.mjs lists the reference package', () => {
    assert.match(run('list-packages.mjs'), new RegExp(`^${packageName} \\d+ .*\\bPRIVACY\\b`, 'm'));
  });

  it('authenticate.mjs prints the authenticated user', () => {
    assert.equal(
      run('authenticate.mjs', packageName, 'alice', 'secret'),
      `alice is authenticated by ${packageName}\n`,
    );
  });

  it('protect-messages.mjs decrypts the encrypted message', () => {
    const output = run('protect-messages.mjs', packageName, 'alice', 'secret');
    assert.match(output, /^\d+ bytes say: transfer 100\n$/);
  });

  it('read-token.mjs prints the user, the integrity and the privileges', () => {
    const output = run('read-token.mjs');
    assert.match(output, /^.+\\.+ \(S-1-5-[-0-9]+\): primary, integrity \w+\n(Se\w+Privilege\n)+$/);
  });

  it('restrict-token.mjs cannot impersonate with a restricted token', () => {
    assert.match(
      run('restrict-token.mjs', packageName, 'alice', 'secret'),
      /^The token is of S-1-5-[-0-9]+\nimpersonate: ERROR_ACCESS_DENIED\n$/,
    );
  });

  it('export-and-import.mjs decrypts the message with the imported context', () => {
    const output = run('export-and-import.mjs', packageName, 'alice', 'secret');
    assert.match(
      output,
      /^ExportedSecurityContext \{[^]*packedBytes: \d+[^]*\}\nhello from alice\n$/,
    );
  });
});
