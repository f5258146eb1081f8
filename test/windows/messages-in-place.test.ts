import assert from 'node:assert/strict';

import { bytesAllocatedBy } from './support/array-buffers';
import {
  converse,
  describeWithReferencePackage,
  exchangeMessages,
} from './support/reference-package';

/** Places the parts of a message in one ArrayBuffer, between margins that must not change. */
function partsIn(memory: ArrayBuffer, trailer: number, data: number) {
  return {
    trailer: new Uint8Array(memory, 8, trailer),
    data: new Uint8Array(memory, 8 + trailer, data),
  };
}

describeWithReferencePackage('Messages in place:', () => {
  it("encryptInPlace() and decryptInPlace() work in the caller's memory", () => {
    using conversation = converse();
    const { client, server } = conversation;
    const { securityTrailer } = client.query('sizes');
    for (const [sender, receiver] of [
      [client, server],
      [server, client],
    ] as const) {
      for (const size of [0, 1, 4096, 1 << 20]) {
        const memory = new ArrayBuffer(8 + securityTrailer + size + 8);
        const parts = partsIn(memory, securityTrailer, size);
        const message = Buffer.alloc(size, 'in place');
        parts.data.set(message);

        const lengths = sender.encryptInPlace(parts);
        assert.deepEqual(lengths, {
          trailerLength: securityTrailer,
          dataLength: size,
          paddingLength: 0,
        });
        if (size > 16) assert.ok(!Buffer.from(parts.data).includes('in place'));

        const plaintext = receiver.decryptInPlace(parts);
        assert.deepEqual(plaintext, message);
        if (size > 0) {
          assert.equal(plaintext.buffer, memory);
          assert.equal(plaintext.byteOffset, parts.data.byteOffset);
        }
        for (const margin of [0, 8 + securityTrailer + size]) {
          assert.deepEqual(new Uint8Array(memory, margin, 8), new Uint8Array(8));
        }
      }
    }
  });

  it('encryptInPlace() and decryptInPlace() allocate no memory, unlike encrypt() and decrypt()', () => {
    using conversation = converse();
    const { client, server } = conversation;
    const size = 16 << 20;
    const trailer = new Uint8Array(client.query('sizes').securityTrailer);
    const data = new Uint8Array(size);
    const inPlace = bytesAllocatedBy(() => {
      client.encryptInPlace({ trailer, data });
      server.decryptInPlace({ trailer, data });
    });
    assert.ok(inPlace < 65_536, `${String(inPlace)} bytes`);
    const copied = bytesAllocatedBy(() => server.decrypt(client.encrypt(data)));
    assert.ok(copied >= 2 * size, `${String(copied)} bytes`);
  });

  it('decrypt() reads messages of encryptInPlace(), and decryptInPlace() reads messages of encrypt()', () => {
    using conversation = converse();
    const { client, server } = conversation;
    const trailer = new Uint8Array(client.query('sizes').securityTrailer);
    const data = Uint8Array.from(Buffer.from('one way'));
    client.encryptInPlace({ trailer, data });
    assert.equal(server.decrypt({ trailer, data }).toString(), 'one way');
    const encrypted = server.encrypt(Buffer.from('other way'));
    assert.equal(client.decryptInPlace(encrypted).toString(), 'other way');
    assert.equal(encrypted.data.toString(), 'other way');
  });

  it('encryptInPlace() returns the used lengths of a larger trailer and of padding', () => {
    using conversation = converse();
    const { client, server } = conversation;
    const { securityTrailer } = client.query('sizes');
    const room = new Uint8Array(securityTrailer + 100);
    const data = Uint8Array.from(Buffer.from('roomy'));
    const lengths = client.encryptInPlace({ trailer: room, data, padding: new Uint8Array(32) });
    assert.deepEqual(lengths, {
      trailerLength: securityTrailer,
      dataLength: 5,
      paddingLength: 0,
    });
    const trailer = room.subarray(0, lengths.trailerLength);
    assert.deepEqual(room.subarray(securityTrailer), new Uint8Array(100));
    assert.equal(server.decrypt({ trailer, data }).toString(), 'roomy');
  });

  it('encryptInPlace() refuses a trailer that is too small, and the conversation continues', () => {
    using conversation = converse();
    const { client, server } = conversation;
    const { securityTrailer } = client.query('sizes');
    for (const length of [1, securityTrailer - 1]) {
      const data = Uint8Array.from(Buffer.from('too tight'));
      assert.throws(() => client.encryptInPlace({ trailer: new Uint8Array(length), data }), {
        code: 'SEC_E_BUFFER_TOO_SMALL',
        syscall: 'EncryptMessage',
      });
      assert.equal(Buffer.from(data).toString(), 'too tight');
    }
    exchangeMessages(client, server);
  });

  it('decryptInPlace() refuses an altered message, and the conversation continues', () => {
    using conversation = converse();
    const { client, server } = conversation;
    const { trailer, data } = client.encrypt(Buffer.from('transfer 100'));
    const altered = Buffer.from(data);
    altered.writeUInt8(altered.readUInt8(0) ^ 1, 0);
    assert.throws(() => server.decryptInPlace({ trailer, data: altered }), {
      code: 'SEC_E_MESSAGE_ALTERED',
    });
    assert.equal(server.decryptInPlace({ trailer, data }).toString(), 'transfer 100');
  });
});
