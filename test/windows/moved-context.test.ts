import assert from 'node:assert/strict';

import { SecurityContext } from 'sspi-handoff';

import { type Conversation, converse, exchangeMessages } from './support/reference-package';
import { describeWithPackage } from './support/test-packages';

const OUT_OF_SEQUENCE = { name: 'SspiError', code: 'SEC_E_OUT_OF_SEQUENCE' };
const message = Buffer.from('transfer 100');

for (const side of ['client', 'server'] as const) {
  const peerOf = ({ client, server }: Conversation) => (side === 'client' ? server : client);

  async function move(conversation: Conversation): Promise<SecurityContext> {
    using exported = await conversation[side].export();
    return await SecurityContext.import(exported);
  }

  describeWithPackage(`A ${side} that export() and import() have moved`, () => {
    it('continues the messages in both directions, after each of two moves', async () => {
      using conversation = converse();
      const peer = peerOf(conversation);
      exchangeMessages(conversation[side], peer);
      using moved = await move(conversation);
      exchangeMessages(moved, peer);
      using exported = await moved.export();
      using movedAgain = await SecurityContext.import(exported);
      exchangeMessages(movedAgain, peer);
    });

    it('refuses messages that were received before the move', async () => {
      using conversation = converse();
      const peer = peerOf(conversation);
      const wrapped = peer.wrap(message);
      conversation[side].unwrap(Buffer.from(wrapped));
      const signature = peer.sign(message);
      conversation[side].verify(message, signature);
      using moved = await move(conversation);
      assert.throws(() => moved.unwrap(wrapped), OUT_OF_SEQUENCE);
      assert.throws(() => moved.verify(message, signature), OUT_OF_SEQUENCE);
      exchangeMessages(moved, peer);
    });

    it('refuses a message that arrives twice after the move', async () => {
      using conversation = converse();
      const peer = peerOf(conversation);
      using moved = await move(conversation);
      const wrapped = peer.wrap(message);
      assert.deepEqual(moved.unwrap(Buffer.from(wrapped)), message);
      assert.throws(() => moved.unwrap(wrapped), OUT_OF_SEQUENCE);
      exchangeMessages(moved, peer);
    });

    it('refuses a message that arrives before an earlier one', async () => {
      using conversation = converse();
      const peer = peerOf(conversation);
      peer.wrap(message);
      using moved = await move(conversation);
      assert.throws(() => moved.unwrap(peer.wrap(message)), OUT_OF_SEQUENCE);
    });
  });
}
