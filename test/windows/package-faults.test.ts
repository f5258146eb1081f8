import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { HandoffError, offerContext, TokenAccess } from 'sspi-handoff';

import { AdoptingProcess } from './support/adopting-process';
import { builtFile } from './support/built-file';
import {
  converseByFaultyPackage,
  describeWithFaultyPackage,
  environmentWith,
  faultSwitches,
  faultyPackageName,
  reportOf,
} from './support/faulty-package';
import type { Outcome, Repetition } from './support/faulty-process';
import { TOLERABLE_KIB } from './support/losses';
import { exchangeMessages } from './support/reference-package';
import { withoutStandstill } from './support/standstill';

const MIB = 1 << 20;

const nothingOpen = { accessTokens: 0, credentials: 0, securityContexts: 0 };

function assertFailed(outcome: Outcome | 'not tried' | 'none', name: string, code: string): void {
  assert.ok(typeof outcome === 'object', `the outcome is ${JSON.stringify(outcome)}`);
  assert.deepEqual([outcome.name, outcome.code], [name, code], outcome.message);
}

function assertConsumed(old: Outcome): void {
  assertFailed(old, 'SspiUsageError', 'ERR_SSPI_CONTEXT_EXPORTED');
}

function assertNothingIsLost({ rounds, lost, open }: Repetition): void {
  assert.deepEqual(open, nothingOpen);
  assert.equal(lost.handles, 0);
  assert.ok(lost.kib < TOLERABLE_KIB, `${String(lost.kib)} KiB lost by ${String(rounds)} rounds`);
}

describeWithFaultyPackage('The fault switches of the reference package', () => {
  it('are not in the DLL of the reference package', () => {
    const proper = readFileSync(builtFile('handoff_reference.dll'));
    const faulty = readFileSync(builtFile('handoff_reference_faults.dll'));
    for (const name of faultSwitches) {
      const variable = Buffer.from(`HANDOFF_REFERENCE_FAULT_${name}\0`, 'utf16le');
      assert.ok(faulty.includes(variable), name);
      assert.ok(!proper.includes(variable), name);
    }
    assert.ok(!proper.includes(Buffer.from('FAULT', 'utf16le')));
  });

  it('are all listed in its header', () => {
    const path = join(__dirname, '../../../security-package/reference/package/fault_switches.h');
    const listed = readFileSync(path, 'utf8').matchAll(/L"HANDOFF_REFERENCE_FAULT_(\w+)"/g);
    assert.deepEqual([...listed].map(([, name]) => name).sort(), [...faultSwitches].sort());
  });
});

describeWithFaultyPackage('The addon with a package that', function () {
  this.timeout(120_000);

  it('has no fault: all operations succeed', async () => {
    const { moved, copied, handedOff, repeated } = await reportOf({}, 'pass on');
    for (const passage of [moved, copied]) {
      const { exported, token, imported, conversation, buffers, tokens } = passage;
      assert.deepEqual([exported, token, imported, conversation], Array(4).fill('done'));
      assert.deepEqual(buffers, { given: 1, wipedAndFreed: 1 });
      assert.deepEqual(tokens, { given: 1, closed: 1 });
    }
    assertConsumed(moved.old);
    assert.equal(copied.old, 'done');
    assert.equal(handedOff.adopted, 'adopted');
    assert.equal(handedOff.conversation, 'done');
    assertNothingIsLost(repeated);
  });

  it('returns no token: neither process gets one', async () => {
    const { moved, handedOff, repeated } = await reportOf({ NO_TOKEN: 1 }, 'pass on');
    assert.equal(moved.token, 'none');
    assert.deepEqual(moved.tokens, { given: 0, closed: 0 });
    assert.deepEqual([moved.imported, moved.conversation], ['done', 'done']);
    assert.equal(handedOff.adopted, 'adopted');
    assert.equal(handedOff.tokenSid, null);
    assert.equal(handedOff.conversation, 'done');
    assertNothingIsLost(repeated);
  });

  for (const [what, faults, given] of [
    ['a NULL buffer', { NULL_BUFFER: 1 }, 0],
    ['a buffer of zero bytes', { PACKED_SIZE: 0 }, 1],
  ] as const) {
    it(`reports SEC_E_OK with ${what}: export() fails with ERR_SSPI_NO_RESULT, and the token is closed`, async () => {
      const { moved, copied, handedOff, repeated } = await reportOf(faults, 'pass on');
      for (const { exported, imported, buffers, tokens, open } of [moved, copied]) {
        assertFailed(exported, 'SspiError', 'ERR_SSPI_NO_RESULT');
        assert.equal(imported, 'not tried');
        assert.deepEqual(buffers, { given, wipedAndFreed: given });
        assert.deepEqual(tokens, { given: 1, closed: 1 });
        assert.deepEqual(open, nothingOpen);
      }
      // SEC_E_OK with DELETE_OLD has deleted the old context. Without DELETE_OLD it is unchanged.
      assertConsumed(moved.old);
      assert.equal(moved.deletionsOfOld, 0);
      assert.deepEqual([copied.old, copied.conversation], ['done', 'done']);

      assertFailed(handedOff.offered, 'SspiError', 'ERR_SSPI_NO_RESULT');
      assertConsumed(handedOff.old);
      assert.deepEqual(handedOff.open, nothingOpen);
      assertNothingIsLost(repeated);
    });
  }

  it('packs a context into 1 MiB: the context is imported, and all bytes are wiped', async () => {
    const { moved, handedOff, repeated } = await reportOf({ PACKED_SIZE: MIB }, 'pass on');
    assert.equal(moved.packedSize, MIB);
    assert.deepEqual([moved.imported, moved.conversation], ['done', 'done']);
    assert.deepEqual(moved.buffers, { given: 1, wipedAndFreed: 1 });
    assert.equal(handedOff.adopted, 'adopted');
    assert.equal(handedOff.conversation, 'done');
    assertNothingIsLost(repeated);
  });

  it('truncates the packed context: the import fails, and no handle is left', async () => {
    const { moved, handedOff, repeated } = await reportOf({ PACKED_SIZE: 40 }, 'pass on');
    assertFailed(moved.imported, 'SspiError', 'SEC_E_INVALID_TOKEN');
    assert.equal(handedOff.adopted, 'ERR_HANDOFF_REJECTED');
    assert.equal(handedOff.status, 0x80090308);
    assert.deepEqual(handedOff.open, nothingOpen);
    assertNothingIsLost(repeated);
  });

  for (const type of [0, 0x10000001]) {
    it(`returns the BufferType ${String(type)}: it reaches the import in both ways`, async () => {
      const { moved, handedOff } = await reportOf({ BUFFER_TYPE: type }, 'pass on');
      assert.equal(moved.bufferType, type);
      assert.deepEqual([moved.imported, moved.conversation], ['done', 'done']);
      assert.equal(handedOff.adopted, 'adopted');
      assert.equal(handedOff.conversation, 'done');
    });
  }

  it('ignores DELETE_OLD: the old context cannot be used nevertheless', async () => {
    const { moved, handedOff } = await reportOf({ KEEP_OLD: 1 }, 'pass on');
    // The context that remains in the package cannot be deleted: SEC_E_OK has ended its handle,
    // whose value may now belong to another context. But no caller can use it.
    assertConsumed(moved.old);
    assert.equal(moved.deletionsOfOld, 0);
    assert.deepEqual([moved.imported, moved.conversation], ['done', 'done']);
    assertConsumed(handedOff.old);
    assert.equal(handedOff.adopted, 'adopted');
    assert.equal(handedOff.conversation, 'done');
    assert.deepEqual([moved.open, handedOff.open], [nothingOpen, nothingOpen]);
  });

  it('returns a token without rights: import() accepts it, and offerContext() fails and reclaims the context', async () => {
    const { moved, handedOff, repeated } = await reportOf({ TOKEN_ACCESS: 0 }, 'pass on');
    assertFailed(moved.token, 'WindowsError', 'ERROR_ACCESS_DENIED');
    assert.deepEqual([moved.imported, moved.conversation], ['done', 'done']);
    assert.deepEqual(moved.tokens, { given: 1, closed: 1 });

    assertFailed(handedOff.offered, 'HandoffError', 'ERR_HANDOFF_RECEIVER_UNREACHABLE');
    assert.equal(handedOff.cause, 'ERROR_ACCESS_DENIED');
    assert.equal(handedOff.reclaimed, 'done');
    assert.deepEqual(handedOff.open, nothingOpen);
    assertNothingIsLost(repeated);
  });

  for (const [moment, place] of ['the import', 'another thread', 'the deletion'].entries()) {
    it(`closes the token of an import in ${place}: the token stays open, and so does every other handle`, async () => {
      const used = await reportOf({ CLOSE_TOKEN: moment + 1 }, 'use closed tokens');
      assert.deepEqual(used, { rounds: 20, lost: 0, open: nothingOpen });
    });
  }

  it('returns a token with few rights: the receiver gets these rights, and no others', async () => {
    const rights = TokenAccess.QUERY | TokenAccess.IMPERSONATE;
    const { moved, handedOff, repeated } = await reportOf({ TOKEN_ACCESS: rights }, 'pass on');
    assert.deepEqual([moved.token, moved.imported, moved.conversation], Array(3).fill('done'));
    assert.equal(handedOff.adopted, 'adopted');
    assert.match(handedOff.tokenSid ?? '', /^S-1-5-/);
    assert.equal(handedOff.tokenAccess, rights);
    assert.equal(handedOff.conversation, 'done');
    assertNothingIsLost(repeated);
  });

  it('fills the result of a query and fails: the addon does not free memory of the package', async () => {
    const queried = await reportOf({}, 'query attributes');
    assert.deepEqual(queried, { codes: Array(6).fill('done'), freed: 6 });
    const failed = await reportOf({ QUERY_STATUS: 0x80091234 }, 'query attributes');
    assert.deepEqual(failed, { codes: Array(6).fill('0x80091234'), freed: 0 });
  });

  it('asks a client for a certificate: step() continues without one', async () => {
    const faults = { INCOMPLETE_CREDENTIALS: 1 };
    assert.deepEqual(await reportOf(faults, 'authenticate without a certificate'), {
      conversation: 'done',
      // The second step is repeated with the flag, and the third one has it at once.
      useSuppliedCredentials: [false, false, true, true],
    });
  });

  for (const [status, code] of [
    [0x80091234, '0x80091234'],
    [0x00090312, 'SEC_I_CONTINUE_NEEDED'],
  ] as const) {
    it(`fails to export with ${code}: the error names the status, and the context stays usable`, async () => {
      const { moved, handedOff, repeated } = await reportOf({ EXPORT_STATUS: status }, 'pass on');
      assertFailed(moved.exported, 'SspiError', code);
      assert.deepEqual([moved.old, moved.conversation], ['done', 'done']);
      assert.equal(moved.deletionsOfOld, 1);
      assertFailed(handedOff.offered, 'SspiError', code);
      assert.deepEqual([handedOff.old, handedOff.conversation], ['done', 'done']);
      assertNothingIsLost(repeated);
    });

    it(`fails to import with ${code}: the error names the status in both processes`, async () => {
      const { moved, handedOff, repeated } = await reportOf({ IMPORT_STATUS: status }, 'pass on');
      assertFailed(moved.imported, 'SspiError', code);
      assert.deepEqual(moved.tokens, { given: 1, closed: 1 });
      assert.equal(handedOff.adopted, 'ERR_HANDOFF_REJECTED');
      assert.equal(handedOff.status, status);
      assertNothingIsLost(repeated);
    });
  }

  it('fails to import in the other process only: the sender reclaims the context', async () => {
    const env = environmentWith({ IMPORT_STATUS: 0x80091234 });
    const adopter = await AdoptingProcess.of(
      fork(join(__dirname, 'support', 'adopter.js'), { env }),
    );
    using conversation = converseByFaultyPackage();
    const { client, server } = conversation;
    using offer = await offerContext(server, adopter);
    await adopter.ask({ kind: 'adopt', ticket: offer.ticket }, 'failed');
    await assert.rejects(offer.adopted, (error) => {
      assert.ok(error instanceof HandoffError);
      assert.deepEqual([error.code, error.status], ['ERR_HANDOFF_REJECTED', 0x80091234]);
      return true;
    });
    using reclaimed = await offer.reclaim();
    exchangeMessages(client, reclaimed);
    await adopter.stop();
  });

  it('reports a trailer that is longer than its buffer: the calls fail, and no bytes are moved', async () => {
    for (const size of [0x100, 0x7fffffff, 0xffffffff]) {
      const outcomes = await reportOf({ TRAILER_SIZE: size }, 'protect messages');
      assert.equal(outcomes.length, 4);
      for (const outcome of outcomes) assertFailed(outcome, 'SspiError', 'SEC_E_INTERNAL_ERROR');
    }
  });

  it('makes a token larger than it announced: step() names maxTokenSize, its value and the usual cause', async () => {
    const { maxTokenSize, steps } = await reportOf({ MAX_TOKEN_SIZE: 20 }, 'take a step');
    assert.equal(maxTokenSize, 20);
    assert.equal(steps.length, 2);
    for (const step of steps) {
      assertFailed(step, 'SspiError', 'SEC_E_BUFFER_TOO_SMALL');
      const { message } = step as Exclude<typeof step, string>;
      assert.match(message, /^InitializeSecurityContextW failed/);
      assert.match(message, /larger than 20 bytes, .*credentials\.maxTokenSize/);
      assert.match(message, /belongs to very many groups.*MaxTokenSize/);
    }
  });

  it('names another package in PACKAGE_INFO: probeExport() finds the name that import() needs', async () => {
    const trials = await reportOf({ WRONG_PACKAGE_INFO: 1 }, 'probe export');
    const exported = trials.filter(({ exportStatus }) => exportStatus === 'SEC_E_OK');
    assert.equal(exported.length, 8);
    const wrongName = faultyPackageName.replace(/^./, 'X');
    for (const { importStatus, importPackageName, imports } of exported) {
      assert.equal(importStatus, 'SEC_E_OK');
      assert.equal(importPackageName, faultyPackageName);
      assert.deepEqual(imports, [
        { packageName: wrongName, status: 'SEC_E_SECPKG_NOT_FOUND' },
        { packageName: faultyPackageName, status: 'SEC_E_OK' },
      ]);
    }
  });

  it('leaves a thread impersonating: the next call on the thread does not act as the client', async () => {
    const faults = { LEAVE_IMPERSONATION: 1 };
    const { exported, imported, conversation } = await reportOf(faults, 'pass on in one thread');
    assert.deepEqual([exported, imported, conversation], ['done', 'done', 'done']);
  });

  it('is slow: timers, files and other handshakes continue at the same time', async () => {
    const delay = 600;
    const faults = { EXPORT_DELAY: delay, IMPORT_DELAY: delay };
    const { calls } = await withoutStandstill(delay, async () => {
      const calls = await reportOf(faults, 'continue meanwhile');
      return { calls, standstill: Math.max(...calls.map(({ standstill }) => standstill)) };
    });
    const names = calls.map(({ name }) => name);
    assert.deepEqual(names, ['import', 'export', 'offerContext', 'adoptContext', 'reclaim']);
    for (const { name, milliseconds, standstill, handshakes, filesRead } of calls) {
      assert.ok(milliseconds >= delay, `${name} took ${String(milliseconds)} ms: it was not slow`);
      assert.ok(standstill < delay, `${name}: the event loop stood still ${String(standstill)} ms`);
      assert.ok(handshakes > 0 && filesRead > 0, `nothing else was done during ${name}`);
    }
  });
});
