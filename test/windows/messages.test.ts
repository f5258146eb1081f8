import assert from 'node:assert/strict';

import { SECQOP_WRAP_NO_ENCRYPT } from 'sspi-handoff';

import {
  converse,
  describeWithReferencePackage,
  exchangeMessages,
  newServer,
} from './support/reference-package';

describeWithReferencePackage('Messages:', () => {
  it('sign() and verify() work in both directions and do not change the message', () => {
    using conversation = converse();
    const { client, server } = conversation;
    const message = Buffer.from('transfer 100');
    assert.equal(server.verify(message, client.sign(message)), 0);
    assert.equal(client.verify(message, server.sign(message)), 0);
    assert.equal(message.toString(), 'transfer 100');
  });

  it('encrypt() and decrypt() work in both directions and do not change the message', () => {
    using conversation = converse();
    const { client, server } = conversation;
    for (const size of [0, 1, 4096, 1 << 20]) {
      const message = Buffer.alloc(size, 'x');
      const encrypted = client.encrypt(message);
      const sent = Buffer.from(encrypted.data);
      assert.deepEqual(server.decrypt(encrypted), message);
      assert.deepEqual(encrypted.data, sent);
      assert.deepEqual(client.decrypt(server.encrypt(message)), message);
    }
  });

  it('encrypt() hides the text', () => {
    using conversation = converse();
    const { trailer, data } = conversation.client.encrypt(Buffer.from('secret secret'));
    assert.ok(!Buffer.concat([trailer, data]).includes('secret'));
  });

  it('verify() and decrypt() refuse an altered message, and the conversation continues', () => {
    using conversation = converse();
    const { client, server } = conversation;
    const message = Buffer.from('transfer 100');
    const signature = client.sign(message);
    assert.throws(() => server.verify(Buffer.from('transfer 999'), signature), {
      code: 'SEC_E_MESSAGE_ALTERED',
      syscall: 'VerifySignature',
    });
    server.verify(message, signature);

    const encrypted = client.encrypt(message);
    const altered = Buffer.from(encrypted.data);
    altered.writeUInt8(altered.readUInt8(0) ^ 1, 0);
    assert.throws(() => server.decrypt({ ...encrypted, data: altered }), {
      code: 'SEC_E_MESSAGE_ALTERED',
      syscall: 'DecryptMessage',
    });
    assert.deepEqual(server.decrypt(encrypted), message);
  });

  it('decrypt() refuses replayed and reordered messages', () => {
    using conversation = converse();
    const { client, server } = conversation;
    const [first, second] = [client.encrypt(Buffer.from('1')), client.encrypt(Buffer.from('2'))];
    assert.throws(() => server.decrypt(second), { code: 'SEC_E_OUT_OF_SEQUENCE' });
    server.decrypt(first);
    assert.throws(() => server.decrypt(first), { code: 'SEC_E_OUT_OF_SEQUENCE' });
    server.decrypt(second);
  });

  it('sign() and encrypt() throw ERR_SSPI_HANDSHAKE_NOT_COMPLETE before the handshake is complete', () => {
    using server = newServer();
    assert.throws(() => server.sign(Buffer.from('early')), {
      code: 'ERR_SSPI_HANDSHAKE_NOT_COMPLETE',
    });
    assert.throws(() => server.encrypt(Buffer.from('early')), {
      code: 'ERR_SSPI_HANDSHAKE_NOT_COMPLETE',
    });
  });

  it('verify() refuses a signature with any byte altered', () => {
    using conversation = converse();
    const { client, server } = conversation;
    const message = Buffer.from('transfer 100');
    const signature = client.sign(message);
    for (let place = 0; place < signature.length; place++) {
      const altered = Buffer.from(signature);
      altered.writeUInt8(altered.readUInt8(place) ^ 1, place);
      assert.throws(() => server.verify(message, altered), { code: 'SEC_E_MESSAGE_ALTERED' });
      assert.throws(() => server.verify(message, signature.subarray(0, place)), {
        name: 'SspiError',
        syscall: 'VerifySignature',
      });
    }
    server.verify(message, signature);
  });

  it('sign(), encrypt(), wrap() and encryptInPlace() refuse an unsupported quality of protection', () => {
    using conversation = converse();
    const { client, server } = conversation;
    const message = Buffer.from('as you like it');
    const parts = { trailer: new Uint8Array(64), data: new Uint8Array(4) };
    assert.throws(() => client.sign(message, SECQOP_WRAP_NO_ENCRYPT), {
      code: 'SEC_E_QOP_NOT_SUPPORTED',
    });
    for (const quality of [1, 0xffffffff]) {
      for (const [syscall, protect] of [
        ['MakeSignature', () => client.sign(message, quality)],
        ['EncryptMessage', () => client.encrypt(message, quality)],
        ['EncryptMessage', () => client.wrap(message, quality)],
        ['EncryptMessage', () => client.encryptInPlace(parts, quality)],
      ] as const) {
        assert.throws(protect, { code: 'SEC_E_QOP_NOT_SUPPORTED', syscall });
      }
    }
    exchangeMessages(client, server);
  });

  it('every other message method throws ERR_SSPI_HANDSHAKE_NOT_COMPLETE before the handshake is complete', () => {
    using server = newServer();
    const bytes = Buffer.from('early');
    const parts = { trailer: bytes, data: bytes };
    for (const use of [
      () => server.wrap(bytes),
      () => server.unwrap(bytes),
      () => server.verify(bytes, bytes),
      () => server.decrypt(parts),
      () => server.encryptInPlace(parts),
      () => server.decryptInPlace(parts),
      () => server.encryptRecord(bytes),
      () => server.decryptRecord(bytes),
      () => {
        server.shutDownStream();
      },
    ]) {
      assert.throws(use, { code: 'ERR_SSPI_HANDSHAKE_NOT_COMPLETE' });
    }
    assert.equal(bytes.toString(), 'early');
  });
});
