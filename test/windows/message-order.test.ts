import assert from 'node:assert/strict';

import type { SecurityContext } from 'sspi-handoff';

import { describeWithReferencePackage } from './support/reference-package';
import { converseWith } from './support/requested-protection';

const OUT_OF_SEQUENCE = { name: 'SspiError', code: 'SEC_E_OUT_OF_SEQUENCE' };
const message = Buffer.from('transfer 100');

describeWithReferencePackage('HandoffReference', () => {
  const protectedMessages = (client: SecurityContext, count: number) =>
    Array.from({ length: count }, (_, index) => {
      const text = Buffer.from(`message ${String(index)}`);
      return { text, signature: client.sign(text) };
    });
  type Signed = ReturnType<typeof protectedMessages>[number];
  const verify = (server: SecurityContext, signed: Signed | undefined) => {
    assert.ok(signed);
    server.verify(signed.text, signed.signature);
  };

  it('verify() accepts only the next message with SEQUENCE_DETECT', () => {
    using conversation = converseWith(['SEQUENCE_DETECT']);
    const { client, server } = conversation;
    const [first, second] = protectedMessages(client, 2);
    assert.throws(() => {
      verify(server, second);
    }, OUT_OF_SEQUENCE);
    verify(server, first);
    assert.throws(() => {
      verify(server, first);
    }, OUT_OF_SEQUENCE);
    verify(server, second);
  });

  it('verify() accepts each message once, in any order, with REPLAY_DETECT alone', () => {
    using conversation = converseWith(['REPLAY_DETECT']);
    const { client, server } = conversation;
    const messages = protectedMessages(client, 70);
    for (const index of [1, 0, 5, 3, 2, 69, 68]) {
      verify(server, messages[index]);
      assert.throws(() => {
        verify(server, messages[index]);
      }, OUT_OF_SEQUENCE);
    }
    // The package remembers 64 messages. Message 6 is the oldest of them; message 5 was received
    // and is forgotten.
    verify(server, messages[6]);
    for (const index of [0, 4, 5, 6]) {
      assert.throws(() => {
        verify(server, messages[index]);
      }, OUT_OF_SEQUENCE);
    }
    verify(server, messages[7]);
  });

  it('decrypt() refuses replays and accepts gaps of any size with REPLAY_DETECT alone', () => {
    using conversation = converseWith(['REPLAY_DETECT', 'CONFIDENTIALITY']);
    const { client, server } = conversation;
    const early = client.encrypt(message);
    for (const size of [62, 63, 64, 65, 200]) {
      for (let skipped = 0; skipped < size; skipped++) client.encrypt(message);
      const late = client.encrypt(message);
      assert.deepEqual(server.decrypt(late), message);
      assert.throws(() => server.decrypt(late), OUT_OF_SEQUENCE);
    }
    assert.throws(() => server.decrypt(early), OUT_OF_SEQUENCE);
  });

  it('verify() accepts replays and any order with INTEGRITY alone', () => {
    using conversation = converseWith(['INTEGRITY']);
    const { client, server } = conversation;
    const [first, second] = protectedMessages(client, 2);
    for (const signed of [second, first, first, second]) verify(server, signed);
    assert.throws(() => server.verify(Buffer.from('altered'), first?.signature ?? message), {
      code: 'SEC_E_MESSAGE_ALTERED',
    });
  });
});
