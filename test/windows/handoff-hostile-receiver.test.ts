import assert from 'node:assert/strict';

import { type ContextOffer, HandoffError, offerContext } from 'sspi-handoff';

import {
  eventOffset,
  headerSize,
  packageNamesSizeOffset,
  packedSizeOffset,
  rejectionOffset,
  stateOffset,
} from '../hostile/forged-record';
import { type Conversation, converse, exchangeMessages } from './support/reference-package';
import { describeWithPackage } from './support/test-packages';
import { names, observeAsync, probe } from './support/win32-probe';

const rejected = 4;

/** Changes the section as a malicious receiver can. This process is the receiver of the offer. */
class HostileReceiver {
  readonly record: Buffer;
  readonly #handles: readonly bigint[];

  constructor(offer: ContextOffer) {
    const section = BigInt(`0x${offer.ticket.split('.')[3] ?? ''}`);
    this.record = probe.viewSection(section, 4096);
    this.#handles = [section, this.record.readBigUInt64LE(eventOffset)];
  }

  get packed(): Buffer {
    const start = headerSize + this.record.readUInt32LE(packageNamesSizeOffset);
    return this.record.subarray(start, start + this.record.readUInt32LE(packedSizeOffset));
  }

  get state(): number {
    return this.record.readInt32LE(stateOffset);
  }

  writeState(state: number): void {
    this.record.writeInt32LE(state, stateOffset);
    probe.signal(this.record.readBigUInt64LE(eventOffset));
  }

  close(): void {
    this.#handles.forEach((handle) => {
      probe.closeHandle(handle);
    });
  }
}

async function failureOf(promise: Promise<unknown>): Promise<HandoffError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof HandoffError, String(error));
  return error;
}

describeWithPackage('A malicious receiver', () => {
  let conversation: Conversation;
  let offer: ContextOffer;
  let receiver: HostileReceiver;

  beforeEach(async () => {
    conversation = converse();
    offer = await offerContext(conversation.server, process);
    receiver = new HostileReceiver(offer);
  });

  afterEach(() => {
    offer.dispose();
    conversation[Symbol.dispose]();
  });

  it('cannot make the sender import altered bytes', async () => {
    const { packed } = receiver;
    const original = Buffer.from(packed);
    const calls = await observeAsync(async () => {
      for (const at of [0, 12, packed.length - 1]) {
        packed[at] = (packed[at] ?? 0) ^ 1;
        const { code, senderHasContext, message } = await failureOf(offer.reclaim());
        assert.equal(code, 'ERR_HANDOFF_ALTERED');
        assert.equal(senderHasContext, false);
        assert.match(message, /changed/);
        original.copy(packed);
      }
    });
    assert.ok(!names(calls).includes('ImportSecurityContextW'));
    using reclaimed = await offer.reclaim();
    exchangeMessages(conversation.client, reclaimed);
  });

  it('cannot make the sender import altered bytes after a rejection', async () => {
    receiver.packed.fill(0xee);
    receiver.writeState(rejected);
    assert.equal((await failureOf(offer.adopted)).code, 'ERR_HANDOFF_REJECTED');
    assert.equal((await failureOf(offer.reclaim())).code, 'ERR_HANDOFF_ALTERED');
    receiver.close();
  });

  it('cannot mislead the sender with an altered header', async () => {
    const { record } = receiver;
    for (let at = rejectionOffset; at < headerSize; at++) record[at] = 0xff;
    using reclaimed = await offer.reclaim();
    exchangeMessages(conversation.client, reclaimed);
  });

  for (const state of [0, 5, 7, -1, 0x7fffffff]) {
    it(`that writes the invalid state ${String(state)} causes an error in the sender at once`, async () => {
      receiver.writeState(state);
      for (const failing of [offer.adopted, offer.reclaim()]) {
        const { code, senderHasContext } = await failureOf(failing);
        assert.equal(code, 'ERR_HANDOFF_ALTERED');
        assert.equal(senderHasContext, false);
      }
      receiver.close();
    });
  }

  it('that clears the state during a reclaim cannot make the sender close its handles', async () => {
    receiver.writeState(rejected);
    await failureOf(offer.adopted);
    const reclaiming = offer.reclaim();
    // Waits in microtasks only, so that no result of the thread pool is processed here meanwhile.
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    while (receiver.state === rejected);
    receiver.writeState(0);
    using reclaimed = await reclaiming;
    exchangeMessages(conversation.client, reclaimed);
    receiver.close();
  });

  for (const [kind, code] of [
    [0, 0],
    [0, 0xffffffff],
    [1, 0],
    [1, 0x90312],
    [2, 7],
    [0x80000000, 0xffffffff],
    [0xffffffff, 1],
  ] as const) {
    it(`can reject with any reason, even kind ${String(kind)} and code ${String(code)}`, async () => {
      receiver.record.writeUInt32LE(kind, rejectionOffset);
      receiver.record.writeUInt32LE(code, rejectionOffset + 4);
      receiver.writeState(rejected);
      const error = await failureOf(offer.adopted);
      const isLate = kind === 0xffffffff;
      assert.equal(error.code, isLate ? 'ERR_HANDOFF_EXPIRED' : 'ERR_HANDOFF_REJECTED');
      assert.ok(isLate || (error.cause instanceof Error && error.cause.message !== ''));
      using reclaimed = await offer.reclaim();
      exchangeMessages(conversation.client, reclaimed);
      receiver.close();
    });
  }
});
