import assert from 'node:assert/strict';

import { SECQOP_WRAP_NO_ENCRYPT } from 'sspi-handoff';

import { converse, describeWithReferencePackage } from './support/reference-package';

const texts = (messages: readonly Uint8Array[]) =>
  messages.map((each) => Buffer.from(each).toString());

describeWithReferencePackage('Batches of messages:', () => {
  it('wrapAll() and unwrapAll() keep the order of the messages, in both directions', () => {
    using conversation = converse();
    const { client, server } = conversation;
    const messages = [0, 1, 64, 5000, 0, 70_000].map((size, index) =>
      Buffer.alloc(size, index + 1),
    );
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      const wrapped = from.wrapAll(messages);
      const sent = wrapped.map((each) => Buffer.from(each));
      const { securityTrailer } = from.query('sizes');
      assert.deepEqual(
        wrapped.map((each) => each.length),
        messages.map((each) => each.length + securityTrailer),
      );
      assert.deepEqual(to.unwrapAll(wrapped), messages);
      assert.deepEqual(wrapped, sent);
    }
  });

  it('wrapAll() and unwrapAll() make the same messages as wrap() and unwrap()', () => {
    using conversation = converse();
    const { client, server } = conversation;
    const messages = ['one', 'two', 'three'].map((text) => Buffer.from(text));
    assert.deepEqual(
      texts(client.wrapAll(messages).map((each) => server.unwrap(each))),
      texts(messages),
    );
    assert.deepEqual(server.unwrapAll(messages.map((each) => client.wrap(each))), messages);
    assert.equal(server.unwrap(client.wrap(Buffer.from('four'))).toString(), 'four');
  });

  it('wrapAll() and unwrapAll() accept many messages, an empty array, and Uint8Arrays', () => {
    using conversation = converse();
    const { client, server } = conversation;
    const many = Array.from({ length: 3000 }, (_, index) => Buffer.from(String(index)));
    assert.deepEqual(server.unwrapAll(client.wrapAll(many)), many);
    assert.deepEqual(client.wrapAll([]), []);
    assert.deepEqual(server.unwrapAll([]), []);
    const wrapped = client.wrapAll([new Uint8Array([1, 2, 3])]);
    assert.deepEqual(server.unwrapAll(wrapped.map((each) => new Uint8Array(each))), [
      Buffer.from([1, 2, 3]),
    ]);
  });

  it('wrapAll() and unwrapAll() refuse wrong arguments, and no message is used up', () => {
    using conversation = converse();
    const { client, server } = conversation;
    const invalid = (name: string) => ({
      code: 'ERR_INVALID_ARG_TYPE',
      message: new RegExp(`^The "${name}" argument must be `),
    });
    const [message] = [Buffer.from('a')];
    for (const call of [
      (messages: never) => client.wrapAll(messages),
      (messages: never) => server.unwrapAll(messages),
    ]) {
      assert.throws(() => call(message as never), invalid('messages'));
      assert.throws(() => call([message, 'text'] as never), invalid('messages\\[1\\]'));
      // A hole of the array is no message.
      assert.throws(() => call([message, , message] as never), invalid('messages\\[1\\]')); // eslint-disable-line no-sparse-arrays
    }
    const wrapped = client.wrapAll([message]);
    assert.throws(() => client.wrapAll([message], -1), { code: 'ERR_OUT_OF_RANGE' });
    assert.throws(() => server.unwrapAll(wrapped, null as never), { code: 'ERR_INVALID_ARG_TYPE' });
    assert.deepEqual(server.unwrapAll(wrapped), [message]);
  });

  it('unwrapAll() names the message that is wrong, and returns none', () => {
    using conversation = converse();
    const { client, server } = conversation;
    const wrapped = client.wrapAll(['0', '1', '2', '3'].map((text) => Buffer.from(text)));
    const altered = wrapped[2] ?? assert.fail();
    altered.writeUInt8(altered.readUInt8(0) ^ 1);
    assert.throws(() => server.unwrapAll(wrapped), {
      code: 'SEC_E_MESSAGE_ALTERED',
      syscall: 'DecryptMessage',
      message: /messages\[2\]\. The messages before it count as received/,
    });
    altered.writeUInt8(altered.readUInt8(0) ^ 1);
    assert.throws(() => server.unwrapAll(wrapped), { code: 'SEC_E_OUT_OF_SEQUENCE' });
    assert.deepEqual(texts(server.unwrapAll(wrapped.slice(2))), ['2', '3']);
  });

  it('unwrapAll() refuses a message that is only signed, unless the caller accepts such messages', () => {
    using conversation = converse();
    const { client, server } = conversation;
    const signed = () => [
      ...client.wrapAll([Buffer.from('secret')]),
      ...client.wrapAll([Buffer.from('public')], SECQOP_WRAP_NO_ENCRYPT),
    ];
    assert.throws(() => server.unwrapAll(signed()), { code: 'ERR_SSPI_NOT_ENCRYPTED' });
    assert.deepEqual(texts(server.unwrapAll(signed(), { acceptUnencrypted: true })), [
      'secret',
      'public',
    ]);
  });

  it('unwrapAll() returns plaintexts that share their ArrayBuffer with nothing else', () => {
    using conversation = converse();
    const { client, server } = conversation;
    const wrapped = client.wrapAll([Buffer.from('alone'), Buffer.from('together')]);
    const size = wrapped.reduce((sum, each) => sum + each.length, 0);
    for (const plaintext of server.unwrapAll(wrapped)) {
      assert.equal(plaintext.buffer.byteLength, size);
    }
  });

  it('wrapAll() and unwrapAll() refuse a context that is disposed', () => {
    using conversation = converse();
    conversation.client.dispose();
    assert.throws(() => conversation.client.wrapAll([]), { code: 'ERR_SSPI_DISPOSED' });
    assert.throws(() => conversation.client.unwrapAll([]), { code: 'ERR_SSPI_DISPOSED' });
  });
});
