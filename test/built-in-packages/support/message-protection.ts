import assert from 'node:assert/strict';

import { altered, converse, type Parties } from './loopback';
import { protection } from '../../windows/support/reference-package';
import { isWine } from '../../windows/support/wine';

/**
 * The names of the statuses with which a package refuses messages. They differ between packages.
 */
export interface Refusals {
  readonly altered: string | RegExp;
  readonly replayed: string | RegExp;
  readonly reordered: string | RegExp;
}

/**
 * The statuses of NTLM on Windows depend on the negotiated flags: a counter is wrong, or a
 * checksum.
 */
export const refusalsOnWindows: Refusals = {
  altered: 'SEC_E_MESSAGE_ALTERED',
  replayed: /^SEC_E_(MESSAGE_ALTERED|OUT_OF_SEQUENCE)$/,
  reordered: /^SEC_E_(MESSAGE_ALTERED|OUT_OF_SEQUENCE)$/,
};

// Longer than any header, so that the last encrypted byte belongs to the message itself.
const message = Buffer.from('transfer 100 from the account of alice to the account of bob, today');

/**
 * Declares the tests of sign, verify, encrypt and decrypt on conversations with full protection.
 */
export function itProtectsMessages(
  parties: Parties,
  refusals: Refusals,
  requirements = protection,
): void {
  const start = () => converse(parties, requirements);

  it('sign() and verify() protect messages in both directions', () => {
    using conversation = start();
    const { client, server } = conversation;
    for (let count = 0; count < 3; count++) {
      server.verify(message, client.sign(message));
      client.verify(message, server.sign(message));
    }
  });

  it('encrypt() and decrypt() protect messages in both directions', () => {
    using conversation = start();
    const { client, server } = conversation;
    for (const size of [1, 16, 4096, 60_000]) {
      const plaintext = Buffer.alloc(size, 'x');
      assert.deepEqual(server.decrypt(client.encrypt(plaintext)), plaintext);
      assert.deepEqual(client.decrypt(server.encrypt(plaintext)), plaintext);
    }
  });

  it("encryptInPlace() and decryptInPlace() use the caller's memory", () => {
    using conversation = start();
    const { client, server } = conversation;
    const data = Buffer.from(message);
    // Wine's Kerberos needs more memory than it announces. The call returns the used lengths.
    const room = { trailer: Buffer.alloc(128), data, padding: Buffer.alloc(16) };
    const used = client.encryptInPlace(room);
    assert.notDeepEqual(data, message);
    const trailer = room.trailer.subarray(0, used.trailerLength);
    const padding = room.padding.subarray(0, used.paddingLength);
    const plaintext = server.decryptInPlace({ trailer, data, padding });
    assert.deepEqual(plaintext, message);
    assert.equal(plaintext.buffer, data.buffer);
  });

  it('encrypt() returns only bytes that the package has written', () => {
    using conversation = start();
    const { client } = conversation;
    const { securityTrailer } = client.query('sizes');
    for (let count = 0; count < 200; count++) {
      const { trailer, padding } = client.encrypt(message);
      // NTLM's trailer is its signature of 16 bytes.
      if (securityTrailer === 16) assert.equal(trailer.length, 16);
      // Wine's packages do not write to the padding.
      if (isWine) assert.ok(padding.every((byte) => byte === 0));
    }
  });

  it(`unwrap() ${isWine ? "fails with SEC_E_INVALID_TOKEN in Wine's packages" : 'decrypts a wrapped message'}`, () => {
    using conversation = start();
    const wrapped = conversation.client.wrap(message);
    if (isWine) {
      assert.throws(() => conversation.server.unwrap(wrapped), {
        syscall: 'DecryptMessage',
        code: 'SEC_E_INVALID_TOKEN',
      });
    } else assert.deepEqual(conversation.server.unwrap(wrapped), message);
  });

  it('encrypt() hides the text of a message', () => {
    using conversation = start();
    const { trailer, data, padding } = conversation.client.encrypt(message);
    const sent = Buffer.concat([trailer, data, padding]);
    assert.ok(!sent.includes('transfer') && !sent.includes('alice') && !sent.includes('today'));
  });

  it(`verify() refuses an altered message: ${name(refusals.altered)}`, () => {
    using conversation = start();
    const signature = conversation.client.sign(message);
    assert.throws(() => conversation.server.verify(altered(message), signature), {
      name: 'SspiError',
      syscall: 'VerifySignature',
      code: refusals.altered,
    });
  });

  it(`decrypt() refuses an altered message: ${name(refusals.altered)}`, () => {
    using conversation = start();
    const encrypted = conversation.client.encrypt(message);
    assert.throws(
      () => conversation.server.decrypt({ ...encrypted, data: altered(encrypted.data) }),
      { name: 'SspiError', syscall: 'DecryptMessage', code: refusals.altered },
    );
  });

  it(`verify() and decrypt() refuse replayed messages: ${name(refusals.replayed)}`, () => {
    using signing = start();
    const signature = signing.client.sign(message);
    signing.server.verify(message, signature);
    assert.throws(() => signing.server.verify(message, signature), { code: refusals.replayed });

    using encrypting = start();
    const encrypted = encrypting.client.encrypt(message);
    encrypting.server.decrypt(encrypted);
    assert.throws(() => encrypting.server.decrypt(encrypted), { code: refusals.replayed });
  });

  it(`verify() and decrypt() refuse a message out of sequence: ${name(refusals.reordered)}`, () => {
    using signing = start();
    signing.client.sign(message);
    const second = signing.client.sign(message);
    assert.throws(() => signing.server.verify(message, second), { code: refusals.reordered });

    using encrypting = start();
    encrypting.client.encrypt(message);
    const secondEncrypted = encrypting.client.encrypt(message);
    assert.throws(() => encrypting.server.decrypt(secondEncrypted), { code: refusals.reordered });
  });

  it('verify() and decrypt() refuse messages from another conversation', () => {
    using one = start();
    using other = start();
    assert.throws(() => other.server.verify(message, one.client.sign(message)), {
      name: 'SspiError',
      syscall: 'VerifySignature',
    });
    assert.throws(() => other.server.decrypt(one.client.encrypt(message)), {
      name: 'SspiError',
      syscall: 'DecryptMessage',
    });
  });
}

const name = (code: string | RegExp) => (typeof code === 'string' ? code : 'by name');
