import assert from 'node:assert/strict';

import { SecurityContext } from 'sspi-handoff';

import { seal, withLaterVersion } from './support/later-version';
import { account, checkPackage, type CheckerRun, referenceDll } from './support/package-checker';
import { converse, describeWithReferencePackage, packageName } from './support/reference-package';

/**
 * The documented contract of ExportSecurityContext, SpExportSecurityContext and their counterparts.
 */
const statements = [
  'no-flag',
  'reset-new',
  'delete-old',
  'old-handle',
  'both-flags',
  'client-context',
  'to-kernel',
  'unknown-flags',
  'half-open',
  'invalid-handle',
  'packed-buffer',
  'null-token',
  'callers-token',
  'contexts-token',
  'threads-moving',
  'threads-copying',
  'other-process',
  'callers-bytes',
  'no-bytes',
  'foreign-bytes',
  'truncated',
  'altered',
  'later-version',
];

const ofTables = ['user-mode-table', 'ssp-table', 'no-memory'];

const ways = [
  {
    title: 'through secur32',
    args: ['--package', packageName],
    ids: statements,
  },
  {
    title: 'through SECPKG_USER_FUNCTION_TABLE',
    args: ['--dll', referenceDll],
    ids: [...statements, ...ofTables],
  },
];

for (const { title, args, ids } of ways) {
  describeWithReferencePackage(`The contract of export and import, ${title},`, () => {
    let run: CheckerRun;

    before('runs the checker on HandoffReference', async function () {
      this.timeout(300_000);
      run = await withLaterVersion((file) =>
        checkPackage([...args, ...account, '--later-version', file]),
      );
    });

    for (const id of ids) {
      it(id, function () {
        const row = run.rows.find((candidate) => candidate.id === id);
        assert.ok(row, `The checker did not report this statement. ${run.stderr}`);
        assert.equal(row.verdict, 'honoured', `${row.title}: ${row.detail}`);
        if (this.test) this.test.title += `: ${row.title}`;
      });
    }

    it('has no other checks, and the exit code reports that all are honoured', () => {
      assert.deepEqual(run.rows.map(({ id }) => id).sort(), [...ids].sort());
      assert.equal(run.exitCode, 0);
    });

    it('is checked with 100,000 altered packed contexts', () => {
      const row = run.rows.find(({ id }) => id === 'altered');
      assert.equal(row?.detail, '100000 altered packed contexts');
    });

    it('distinguishes a later version from garbage', () => {
      const row = run.rows.find(({ id }) => id === 'later-version');
      assert.equal(row?.detail, 'it returns SEC_E_UNSUPPORTED_FUNCTION');
    });
  });
}

describeWithReferencePackage('A packed context of HandoffReference', () => {
  it('is accepted after seal(), so a later version is refused because of its version', () => {
    using conversation = converse();
    using exported = conversation.server.exportSync();
    const packedContext = Buffer.from(exported.packedContext);
    seal(packedContext);
    assert.deepEqual(packedContext, exported.packedContext);
    SecurityContext.importSync({ ...exported, packedContext }).dispose();
  });
});
