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

  it('wrap() and unwrap() write to the memory of the option `into`, and to no other byte of it', () => {
    using conversation = converse();
    const { client, server } = conversation;
    const { securityTrailer, blockSize } = client.query('sizes');
    for (const size of [0, 1, 4096]) {
      const message = Buffer.alloc(size, 'into');
      const room = Math.max(securityTrailer, 64) + size + blockSize;
      const memory = Buffer.alloc(room + 20, 0xaa);
      const wrapped = client.wrap(message, 0, { into: memory.subarray(10, room + 10) });
      assert.equal(wrapped.buffer, memory.buffer);
      assert.equal(wrapped.length, size + securityTrailer);
      // Plain memory, as from `new Uint8Array`, works too.
      const plain = new Uint8Array(wrapped.length + 5).fill(0xbb);
      const text = server.unwrap(wrapped, { into: plain });
      assert.equal(text.buffer, plain.buffer);
      assert.deepEqual(text, message);
      assert.deepEqual(plain.subarray(wrapped.length), new Uint8Array(5).fill(0xbb));
      for (const outside of [memory.subarray(0, 10), memory.subarray(room + 10)]) {
        assert.deepEqual(outside, Buffer.alloc(10, 0xaa));
      }
    }
  });

  it('wrap() and unwrap() can use the memory of the message', () => {
    using conversation = converse();
    const { client, server } = conversation;
    const memory = Buffer.alloc(200);
    memory.write('in one place');
    const wrapped = client.wrap(memory.subarray(0, 12), 0, { into: memory });
    assert.equal(server.unwrap(wrapped, { into: wrapped }).toString(), 'in one place');
  });

  it('wrap() and unwrap() refuse memory that is too small, and the message is not used up', () => {
    using conversation = converse();
    const { client, server } = conversation;
    const message = Buffer.from('too long');
    const refused = (size: number) => ({
      code: 'ERR_OUT_OF_RANGE',
      message: new RegExp(`"options.into".*at least ${String(size)} bytes`),
    });
    const { securityTrailer, blockSize } = client.query('sizes');
    const room = Math.max(securityTrailer, 64) + message.length + blockSize;
    const tooSmall = Buffer.alloc(room - 1);
    assert.throws(() => client.wrap(message, 0, { into: tooSmall }), refused(room));
    const wrapped = client.wrap(message);
    const into = Buffer.alloc(wrapped.length - 1);
    assert.throws(() => server.unwrap(wrapped, { into }), refused(wrapped.length));
    assert.deepEqual(server.unwrap(wrapped), message);
    assert.throws(() => client.wrap(message, 0, { into: 'text' as never }), {
      code: 'ERR_INVALID_ARG_TYPE',
    });
  });

  it('unwrap() wipes its memory if it fails', () => {
    using conversation = converse();
    const wrapped = conversation.client.wrap(Buffer.from('altered'));
    wrapped[wrapped.length - 1] = (wrapped.at(-1) ?? 0) ^ 1;
    const into = Buffer.alloc(wrapped.length, 0xcc);
    assert.throws(() => conversation.server.unwrap(wrapped, { into }), SspiError);
    assert.deepEqual(into, Buffer.alloc(wrapped.length));
  });

  it('unwrap() returns a plaintext that is alone in its ArrayBuffer', () => {
    using conversation = converse();
    const wrapped = conversation.client.wrap(Buffer.from('alone'));
    assert.equal(conversation.server.unwrap(wrapped).buffer.byteLength, wrapped.length);
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
