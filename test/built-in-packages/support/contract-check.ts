import assert from 'node:assert/strict';

import { checkPackage, only, type Row } from '../../windows/support/package-checker';
import type { Parties } from './loopback';

/** Those that tell most; a process is started for each. */
const statements = [
  ...['no-flag', 'reset-new', 'delete-old', 'old-handle', 'half-open'],
  ...['null-token', 'callers-token', 'no-bytes', 'truncated'],
];

/**
 * Declares a test that holds a package against the contract of export and import. On Windows nobody
 * has published what comes of it, so there the verdicts become part of the test's name.
 *
 * @param expected what every statement comes to, where it is known
 */
export function itIsHeldAgainstTheContract(
  { packageName, targetName, identity }: Parties,
  expected: Row['verdict'] | undefined,
): void {
  it(`the contract of export and import: ${expected ?? ''}`, async function () {
    this.timeout(300_000);
    const { user, domain = '', password } = identity ?? { user: '', password: '' };
    const account = ['--user', user, '--domain', domain, '--password', String(password)];
    const party = ['--package', packageName, '--target', targetName, ...account];
    const run = await checkPackage([...party, ...only(...statements)]);
    assert.ok(run.rows.length > 0, run.stderr);
    const tested = run.rows.filter(({ verdict }) => verdict !== 'left out');
    if (expected === undefined) {
      const verdicts = tested.map(({ id, verdict }) => `${id} ${verdict}`);
      if (this.test) this.test.title += verdicts.join(', ');
    } else {
      for (const { id, verdict, detail } of tested) {
        assert.equal(verdict, expected, `${id}: ${detail}`);
      }
      assert.equal(run.exitCode, 1);
    }
  });
}
