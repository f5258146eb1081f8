import assert from 'node:assert/strict';

import { checkPackage, only, type Row } from '../../windows/support/package-checker';
import type { Parties } from './loopback';

/** The most informative checks. The checker starts a process for each. */
const statements = [
  ...['no-flag', 'reset-new', 'delete-old', 'old-handle', 'half-open'],
  ...['null-token', 'callers-token', 'no-bytes', 'truncated'],
];

/**
 * Declares a test that checks a package against the contract of export and import. Nobody has
 * published results for the packages of Windows, so there the test's title shows the verdicts.
 *
 * @param expected the verdict on every statement, if it is known
 */
export function itReportsOnTheContract(
  { packageName, targetName, identity }: Parties,
  expected: Row['verdict'] | undefined,
): void {
  it(`the checker reports on the contract of export and import: ${expected ?? ''}`, async function () {
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
