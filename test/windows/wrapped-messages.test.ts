import assert from 'node:assert/strict';

import { SspiError } from 'sspi-handoff';

import {
  type Conversation,
  converse,
  describeWithReferencePackage,
} from './support/reference-package';

/** Asserts that the server refuses the bytes with a status of the package. */
function assertRefused({ server }: Conversation, wrapped: Buffer, what: string): void {
  assert.throws(
    () => server.unwrap(wrapped),
    (error) => error instanceof SspiError && error.syscall === 'DecryptMessage',
    what,
  );
}

describeWithReferencePackage('Wrapped messages:', () => {
  it('wrap() returns one Buffer that unwrap() decrypts, in both directions', () => {
    using conversation = converse();
    const { client, server } = conversation;
    for (const size of [0, 1, 4096, 1 << 20]) {
      const message = Buffer.alloc(size, 'wrapped');
      const wrapped = client.wrap(message);
      const sent = Buffer.from(wrapped);
      assert.ok(Buffer.isBuffer(wrapped));
      assert.equal(wrapped.length, size + client.query('sizes').securityTrailer);
      assert.deepEqual(server.unwrap(wrapped), message);
      assert.deepEqual(wrapped, sent);
      assert.deepEqual(message, Buffer.alloc(size, 'wrapped'));
      assert.deepEqual(client.unwrap(server.wrap(message)), message);
    }
  });

  it('wrap() hides the text', () => {
    using conversation = converse();
    assert.ok(!conversation.client.wrap(Buffer.from('secret secret')).includes('secret'));
  });

  it('wrap() concatenates the parts of an encrypted message', () => {
    using conversation = converse();
    const { client, server } = conversation;
    const message = Buffer.from('in parts, or in one');
    const { trailer, data, padding } = client.encrypt(message);
    assert.deepEqual(server.unwrap(Buffer.concat([trailer, data, padding])), message);

    const wrapped = client.wrap(message);
    const parts = {
      trailer: wrapped.subarray(0, trailer.length),
      data: wrapped.subarray(trailer.length),
    };
    assert.equal(wrapped.length, trailer.length + data.length + padding.length);
    assert.deepEqual(server.decrypt(parts), message);
  });

  it('unwrap() refuses a message with any byte altered, and accepts the original afterwards', () => {
    using conversation = converse();
    const wrapped = conversation.client.wrap(Buffer.from('transfer 100'));
    for (let place = 0; place < wrapped.length; place++) {
      const altered = Buffer.from(wrapped);
      altered.writeUInt8(altered.readUInt8(place) ^ 0x80, place);
      assert.throws(
        () => conversation.server.unwrap(altered),
        { code: 'SEC_E_MESSAGE_ALTERED', syscall: 'DecryptMessage' },
        `byte ${String(place)}`,
      );
    }
    assert.equal(conversation.server.unwrap(wrapped).toString(), 'transfer 100');
  });

  it('unwrap() refuses a shortened or extended message, and accepts the original afterwards', () => {
    using conversation = converse();
    const wrapped = conversation.client.wrap(Buffer.from('transfer 100'));
    for (let length = 0; length < wrapped.length; length++) {
      assertRefused(conversation, wrapped.subarray(0, length), `${String(length)} bytes`);
    }
    assertRefused(conversation, Buffer.concat([wrapped, Buffer.alloc(1)]), 'one byte more');
    assertRefused(conversation, wrapped.subarray(1), 'without the first byte');
    assert.equal(conversation.server.unwrap(wrapped).toString(), 'transfer 100');
  });

  it('unwrap() refuses a message out of sequence, and a message from its own side', () => {
    using conversation = converse();
    const { client, server } = conversation;
    const [first, second] = [client.wrap(Buffer.from('1')), client.wrap(Buffer.from('2'))];
    assert.throws(() => server.unwrap(second), { code: 'SEC_E_OUT_OF_SEQUENCE' });
    assert.throws(() => client.unwrap(first), { code: 'SEC_E_MESSAGE_ALTERED' });
    server.unwrap(first);
    assert.throws(() => server.unwrap(first), { code: 'SEC_E_OUT_OF_SEQUENCE' });
    server.unwrap(second);
  });

  it('unwrap() accepts a message at any place in memory', () => {
    using conversation = converse();
    const { client, server } = conversation;
    const wrapped = client.wrap(Buffer.from('somewhere'));
    const memory = new Uint8Array(wrapped.length + 10);
    memory.set(wrapped, 3);
    const there = memory.subarray(3, 3 + wrapped.length);
    assert.equal(server.unwrap(there).toString(), 'somewhere');
    assert.deepEqual(Buffer.from(there), wrapped);
  });
});
