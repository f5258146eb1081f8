import assert from 'node:assert/strict';

import { altered, converse, type Parties } from './loopback';
import { protection } from '../../windows/support/reference-package';
import { isWine } from '../../windows/support/wine';

/** How a package refuses messages: the status by name. Packages differ in this. */
export interface Refusals {
  readonly altered: string | RegExp;
  readonly replayed: string | RegExp;
  readonly reordered: string | RegExp;
}

/** NTLM's on Windows depend on what was negotiated: a counter is wrong, or a checksum. */
export const refusalsOnWindows: Refusals = {
  altered: 'SEC_E_MESSAGE_ALTERED',
  replayed: /^SEC_E_(MESSAGE_ALTERED|OUT_OF_SEQUENCE)$/,
  reordered: /^SEC_E_(MESSAGE_ALTERED|OUT_OF_SEQUENCE)$/,
};

// Longer than any header, so that the last byte of it is of the message itself once encrypted.
const message = Buffer.from('transfer 100 from the account of alice to the account of bob, today');

/** Declares the tests of sign, verify, encrypt and decrypt, on conversations with full protection. */
export function itProtectsMessages(
  parties: Parties,
  refusals: Refusals,
  requirements = protection,
): void {
  const start = () => converse(parties, requirements);

  it('signs and verifies messages both ways', () => {
    using conversation = start();
    const { client, server } = conversation;
    for (let count = 0; count < 3; count++) {
      server.verify(message, client.sign(message));
      client.verify(message, server.sign(message));
    }
  });

  it('encrypts and decrypts messages both ways', () => {
    using conversation = start();
    const { client, server } = conversation;
    for (const size of [1, 16, 4096, 60_000]) {
      const plaintext = Buffer.alloc(size, 'x');
      assert.deepEqual(server.decrypt(client.encrypt(plaintext)), plaintext);
      assert.deepEqual(client.decrypt(server.encrypt(plaintext)), plaintext);
    }
  });

  it("encrypts and decrypts in the caller's memory", () => {
    using conversation = start();
    const { client, server } = conversation;
    const data = Buffer.from(message);
    // Wine's Kerberos needs more room than it says; what was used is what the call tells.
    const room = { trailer: Buffer.alloc(128), data, padding: Buffer.alloc(16) };
    const used = client.encryptInPlace(room);
    assert.notDeepEqual(data, message);
    const trailer = room.trailer.subarray(0, used.trailerLength);
    const padding = room.padding.subarray(0, used.paddingLength);
    const plaintext = server.decryptInPlace({ trailer, data, padding });
    assert.deepEqual(plaintext, message);
    assert.equal(plaintext.buffer, data.buffer);
  });

  it('sends nothing that the package has not written', () => {
    using conversation = start();
    const { client } = conversation;
    const { securityTrailer } = client.query('sizes');
    for (let count = 0; count < 200; count++) {
      const { trailer, padding } = client.encrypt(message);
      // NTLM's trailer is its signature, of 16 bytes.
      if (securityTrailer === 16) assert.equal(trailer.length, 16);
      // Wine's packages leave the padding as they find it.
      if (isWine) assert.ok(padding.every((byte) => byte === 0));
    }
  });

  it(`unwraps what was wrapped${isWine ? ", which Wine's packages cannot: SEC_E_INVALID_TOKEN" : ''}`, () => {
    using conversation = start();
    const wrapped = conversation.client.wrap(message);
    if (isWine) {
      assert.throws(() => conversation.server.unwrap(wrapped), {
        syscall: 'DecryptMessage',
        code: 'SEC_E_INVALID_TOKEN',
      });
    } else assert.deepEqual(conversation.server.unwrap(wrapped), message);
  });

  it('hides what encrypted messages say', () => {
    using conversation = start();
    const { trailer, data, padding } = conversation.client.encrypt(message);
    const sent = Buffer.concat([trailer, data, padding]);
    assert.ok(!sent.includes('transfer') && !sent.includes('alice') && !sent.includes('today'));
  });

  it(`refuses an altered message that was signed: ${name(refusals.altered)}`, () => {
    using conversation = start();
    const signature = conversation.client.sign(message);
    assert.throws(() => conversation.server.verify(altered(message), signature), {
      name: 'SspiError',
      syscall: 'VerifySignature',
      code: refusals.altered,
    });
  });

  it(`refuses an altered message that was encrypted: ${name(refusals.altered)}`, () => {
    using conversation = start();
    const encrypted = conversation.client.encrypt(message);
    assert.throws(
      () => conversation.server.decrypt({ ...encrypted, data: altered(encrypted.data) }),
      { name: 'SspiError', syscall: 'DecryptMessage', code: refusals.altered },
    );
  });

  it(`refuses replayed messages: ${name(refusals.replayed)}`, () => {
    using signing = start();
    const signature = signing.client.sign(message);
    signing.server.verify(message, signature);
    assert.throws(() => signing.server.verify(message, signature), { code: refusals.replayed });

    using encrypting = start();
    const encrypted = encrypting.client.encrypt(message);
    encrypting.server.decrypt(encrypted);
    assert.throws(() => encrypting.server.decrypt(encrypted), { code: refusals.replayed });
  });

  it(`refuses a message before its turn: ${name(refusals.reordered)}`, () => {
    using signing = start();
    signing.client.sign(message);
    const second = signing.client.sign(message);
    assert.throws(() => signing.server.verify(message, second), { code: refusals.reordered });

    using encrypting = start();
    encrypting.client.encrypt(message);
    const secondEncrypted = encrypting.client.encrypt(message);
    assert.throws(() => encrypting.server.decrypt(secondEncrypted), { code: refusals.reordered });
  });

  it('takes nothing of another conversation', () => {
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
