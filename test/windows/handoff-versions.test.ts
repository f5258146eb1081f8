import assert from 'node:assert/strict';

import {
  adoptContext,
  HandoffError,
  type IpcReceiver,
  offerContext,
  sendContext,
} from 'sspi-handoff';

import {
  headerSize,
  minVersionOffset,
  packageNamesSizeOffset,
  packedSizeOffset,
  receiverVersionOffset,
  sealRecord,
  stateOffset,
  version,
  versionOffset,
} from '../hostile/forged-record';
import { AdoptingProcess } from './support/adopting-process';
import { assertIsHere, failureOf } from './support/failed-handoff';
import { converse, exchangeMessages } from './support/reference-package';
import { describeWithPackage } from './support/test-packages';
import { probe } from './support/win32-probe';

const refused = 6;

/** Rewrites the record of an offer to this process, and its ticket, as another version writes them. */
function rewriteAs(ticket: string, newVersion: number, minVersion: number): string {
  const parts = ticket.split('.');
  const [, , , section = '', , nonce = ''] = parts;
  const record = probe.viewSection(BigInt(`0x${section}`), 4096);
  record.writeUInt32LE(newVersion, versionOffset);
  record.writeUInt32LE(minVersion, minVersionOffset);
  sealRecord(record, Buffer.from(nonce, 'hex'), endOf(record));
  parts[1] = String(newVersion);
  return parts.join('.');
}

function endOf(record: Buffer): number {
  return (
    headerSize + record.readUInt32LE(packageNamesSizeOffset) + record.readUInt32LE(packedSizeOffset)
  );
}

function isVersionError(senderVersion: number, receiverVersion: number) {
  return (error: unknown) => {
    assert.ok(error instanceof HandoffError, String(error));
    assert.equal(error.code, 'ERR_HANDOFF_VERSION');
    assert.deepEqual(
      [error.senderVersion, error.receiverVersion],
      [senderVersion, receiverVersion],
    );
    assert.match(
      error.message,
      new RegExp(`version ${String(senderVersion)} .* version ${String(receiverVersion)}`),
    );
    return true;
  };
}

describeWithPackage('adoptContext() with a ticket of another version', () => {
  it('accepts a newer record that this version can read', async () => {
    using conversation = converse();
    using offer = await offerContext(conversation.server, process);
    using context = await adoptContext(rewriteAs(offer.ticket, version + 7, version));
    await offer.adopted;
    exchangeMessages(conversation.client, context);
  });

  for (const [age, senderVersion] of [
    ['a newer', version + 1],
    ['an older', version - 1],
  ] as const) {
    it(`rejects ${age} record at once, and both sides report both versions`, async () => {
      using conversation = converse();
      using offer = await offerContext(conversation.server, process);
      const ticket = rewriteAs(offer.ticket, senderVersion, senderVersion);
      await assert.rejects(adoptContext(ticket), isVersionError(senderVersion, version));
      // The sender in this test has this version, and reads the version of the receiver.
      await assert.rejects(offer.adopted, isVersionError(version, version));
      using back = await offer.reclaim();
      exchangeMessages(conversation.client, back);
    });
  }

  it('rejects a ticket in a newer format, and reports both versions', async () => {
    await assert.rejects(
      adoptContext('sspi-handoff.9.of.another.form'),
      isVersionError(9, version),
    );
  });
});

describeWithPackage('sendContext() to a receiver with another version', () => {
  for (const receiverVersion of [version - 1, version + 1]) {
    it(`rejects at once if the receiver only understands version ${String(receiverVersion)}`, async () => {
      using conversation = converse();
      // Refuses the record in the same way as a receiver of that version.
      const receiver: IpcReceiver = {
        pid: process.pid,
        send: (message) => {
          const { ticket } = message as { readonly ticket: string };
          const record = probe.viewSection(BigInt(`0x${ticket.split('.')[3] ?? ''}`), 4096);
          record.writeUInt32LE(receiverVersion, receiverVersionOffset);
          record.writeInt32LE(refused, stateOffset);
          probe.signal(record.readBigUInt64LE(16));
          return true;
        },
      };
      const error = await failureOf(sendContext(receiver, conversation.server));
      isVersionError(version, receiverVersion)(error);
      assertIsHere(error, conversation.client);
    });
  }

  it('rejects at once if the receiver cannot read the envelope, and the receiver reports it', async () => {
    const adopter = await AdoptingProcess.start();
    await adopter.ask({ kind: 'listen' }, 'done');
    using conversation = converse();
    const receiver: IpcReceiver = {
      pid: adopter.pid,
      send: (message, socket, options, sent) =>
        adopter.child.send(
          { ...message, version: version + 1, minVersion: version + 1 },
          socket,
          options,
          sent,
        ),
    };
    const reported = adopter.next('failed');
    const error = await failureOf(sendContext(receiver, conversation.server));
    assert.equal(error.code, 'ERR_HANDOFF_VERSION');
    assert.equal((await reported).code, 'ERR_HANDOFF_VERSION');
    assertIsHere(error, conversation.client);
    await adopter.stop();
  });

  it('moves a context with a newer envelope that the receiver can read', async () => {
    const adopter = await AdoptingProcess.start();
    await adopter.ask({ kind: 'listen' }, 'done');
    using conversation = converse();
    const receiver: IpcReceiver = {
      pid: adopter.pid,
      send: (message, socket, options, sent) =>
        adopter.child.send(
          { ...message, version: version + 1, somethingNew: true },
          socket,
          options,
          sent,
        ),
    };
    const received = adopter.next('received');
    await sendContext(receiver, conversation.server, { message: 'hello' });
    assert.equal((await received).message, 'hello');
    await adopter.converseWith(conversation.client, 'yours');
    await adopter.stop();
  });
});
