import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

import { converse } from '../built-in-packages/support/loopback';
import { describeWith } from '../built-in-packages/support/surroundings';
import { withLaterVersion } from '../windows/support/later-version';
import { checkPackage, type CheckerRun } from '../windows/support/package-checker';
import type { Parties } from '../built-in-packages/support/loopback';
import { needsMitKerberos, parties } from './parties';

// The layout of MitKerberos's packed context: test/mit-kerberos/package/packed_context.cc.
const VERSION_AT = 8;
const CHECKSUM_AT = 16;
const CHECKSUM_SIZE = 32;

/** gss_export_sec_context() always deletes the old context, and cannot reset the new one. */
const needAnotherExport = ['no-flag', 'reset-new', 'both-flags', 'threads-copying'];

/** MIT's library has no access tokens. */
const needToken = ['callers-token', 'contexts-token'];

/** Returns a packed context with the next version and a valid checksum. */
function packedByLaterVersion(pair: Parties): Buffer {
  using conversation = converse(pair);
  using exported = conversation.server.exportSync();
  const packed = Buffer.from(exported.packedContext);
  packed.writeUInt32LE(packed.readUInt32LE(VERSION_AT) + 1, VERSION_AT);
  createHash('sha256')
    .update(packed.subarray(0, CHECKSUM_AT))
    .update(packed.subarray(CHECKSUM_AT + CHECKSUM_SIZE))
    .digest()
    .copy(packed, CHECKSUM_AT);
  return packed;
}

describeWith('check-package with MitKerberos', parties, needsMitKerberos, (pair) => {
  let run: CheckerRun;

  before('runs the checker', async function () {
    this.timeout(300_000);
    const args = ['--package', pair.packageName, '--target', pair.targetName];
    run = await withLaterVersion(
      (file) => checkPackage([...args, '--mutations', '10000', '--later-version', file]),
      packedByLaterVersion(pair),
    );
  });

  it('honours every statement that needs neither another export of the same context nor a token', () => {
    for (const { id, verdict, detail } of run.rows) {
      const expected = needAnotherExport.includes(id)
        ? 'not supported'
        : needToken.includes(id)
          ? 'left out'
          : 'honoured';
      assert.equal(verdict, expected, `${id}: ${detail}`);
    }
    const ids = run.rows.map(({ id }) => id);
    for (const id of [...needAnotherExport, ...needToken, 'delete-old', 'altered']) {
      assert.ok(ids.includes(id), id);
    }
  });

  it('refuses a later version of the format because of its version', () => {
    const row = run.rows.find(({ id }) => id === 'later-version');
    assert.equal(row?.detail, 'it returns SEC_E_UNSUPPORTED_FUNCTION');
  });

  it('ends with exit code 1, because MitKerberos lacks a part of the contract', () => {
    assert.equal(run.exitCode, 1);
  });
});
