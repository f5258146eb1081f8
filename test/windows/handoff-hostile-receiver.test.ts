import assert from 'node:assert/strict';

import { type ContextOffer, HandoffError, offerContext } from 'sspi-handoff';

import {
  eventOffset,
  headerSize,
  packageNameSizeOffset,
  rejectionOffset,
  stateOffset,
} from '../hostile/forged-record';
import {
  type Conversation,
  converse,
  describeWithReferencePackage,
  exchangeMessages,
} from './support/reference-package';
import { names, observeAsync, probe } from './support/win32-probe';

const rejected = 4;

/** What a receiver that breaks the rules can do with the section: this process is one itself. */
class HostileReceiver {
  readonly record: Buffer;
  readonly #handles: readonly bigint[];

  constructor(offer: ContextOffer) {
    const section = BigInt(`0x${offer.ticket.split('.')[3] ?? ''}`);
    this.record = probe.viewSection(section, 4096);
    this.#handles = [section, this.record.readBigUInt64LE(eventOffset)];
  }

  get packed(): Buffer {
    const nameSize = this.record.readUInt32LE(packageNameSizeOffset);
    return this.record.subarray(headerSize + nameSize, headerSize + nameSize + 157);
  }

  get state(): number {
    return this.record.readInt32LE(stateOffset);
  }

  tell(state: number): void {
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

describeWithReferencePackage('A receiver that breaks the rules', () => {
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

  it('cannot have the sender import what it wrote', async () => {
    const { packed } = receiver;
    const kept = Buffer.from(packed);
    const calls = await observeAsync(async () => {
      for (const at of [0, 12, packed.length - 1]) {
        packed[at] = (packed[at] ?? 0) ^ 1;
        const { code, senderHasContext, message } = await failureOf(offer.reclaim());
        assert.equal(code, 'ERR_HANDOFF_ALTERED');
        assert.equal(senderHasContext, false);
        assert.match(message, /changed/);
        kept.copy(packed);
      }
    });
    assert.ok(!names(calls).includes('ImportSecurityContextW'));
    using back = await offer.reclaim();
    exchangeMessages(conversation.client, back);
  });

  it('gets nowhere with a rejection and other bytes', async () => {
    receiver.packed.fill(0xee);
    receiver.tell(rejected);
    assert.equal((await failureOf(offer.adopted)).code, 'ERR_HANDOFF_REJECTED');
    assert.equal((await failureOf(offer.reclaim())).code, 'ERR_HANDOFF_ALTERED');
    receiver.close();
  });

  it('does not lead the sender astray with other terms', async () => {
    const { record } = receiver;
    for (let at = rejectionOffset; at < headerSize; at++) record[at] = 0xff;
    using back = await offer.reclaim();
    exchangeMessages(conversation.client, back);
  });

  for (const state of [0, 5, 7, -1, 0x7fffffff]) {
    it(`and says ${String(state)} instead of a state is an error for the sender at once`, async () => {
      receiver.tell(state);
      for (const failing of [offer.adopted, offer.reclaim()]) {
        const { code, senderHasContext } = await failureOf(failing);
        assert.equal(code, 'ERR_HANDOFF_ALTERED');
        assert.equal(senderHasContext, false);
      }
      receiver.close();
    });
  }

  it('and says that there never was an offer does not have the sender close its handles', async () => {
    receiver.tell(rejected);
    await failureOf(offer.adopted);
    const reclaiming = offer.reclaim();
    // In microtasks alone: nothing that the thread pool has done is seen here meanwhile.
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    while (receiver.state === rejected);
    receiver.tell(0);
    using back = await reclaiming;
    exchangeMessages(conversation.client, back);
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
    it(`may reject for whatever reason, ${String(kind)} and ${String(code)} too`, async () => {
      receiver.record.writeUInt32LE(kind, rejectionOffset);
      receiver.record.writeUInt32LE(code, rejectionOffset + 4);
      receiver.tell(rejected);
      const error = await failureOf(offer.adopted);
      const isLate = kind === 0xffffffff;
      assert.equal(error.code, isLate ? 'ERR_HANDOFF_EXPIRED' : 'ERR_HANDOFF_REJECTED');
      assert.ok(isLate || (error.cause instanceof Error && error.cause.message !== ''));
      using back = await offer.reclaim();
      exchangeMessages(conversation.client, back);
      receiver.close();
    });
  }
});
