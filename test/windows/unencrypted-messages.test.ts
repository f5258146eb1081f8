import assert from 'node:assert/strict';

import {
  type DecryptOptions,
  type EncryptedMessage,
  SECQOP_WRAP_NO_ENCRYPT,
  type SecurityContext,
} from 'sspi-handoff';

import {
  converse,
  describeWithReferencePackage,
  exchangeMessages,
} from './support/reference-package';

const NOT_ENCRYPTED = { name: 'SspiUsageError', code: 'ERR_SSPI_NOT_ENCRYPTED' };

type Open = (
  receiver: SecurityContext,
  message: Required<EncryptedMessage>,
  options?: DecryptOptions,
) => Buffer;

function inOnePiece({ trailer, data, padding }: Required<EncryptedMessage>): Buffer {
  return Buffer.concat([trailer, data, padding]);
}

const ways: [string, Open][] = [
  ['decrypt', (receiver, message, options) => receiver.decrypt(message, options)],
  ['unwrap', (receiver, message, options) => receiver.unwrap(inOnePiece(message), options)],
  ['decryptInPlace', (receiver, message, options) => receiver.decryptInPlace(message, options)],
];

describeWithReferencePackage('A message that is signed but not encrypted', () => {
  it('is readable, and has the length of an encrypted message', () => {
    using conversation = converse();
    const { client } = conversation;
    const message = Buffer.from('for everybody');
    const { trailer, data } = client.encrypt(message, SECQOP_WRAP_NO_ENCRYPT);
    assert.deepEqual(data, message);
    assert.equal(trailer.length, client.encrypt(message).trailer.length);
    assert.ok(client.wrap(message, SECQOP_WRAP_NO_ENCRYPT).includes(message));
  });

  for (const [name, open] of ways) {
    it(`is refused by ${name}(), and counts as received nevertheless`, () => {
      using conversation = converse();
      const { client, server } = conversation;
      const parts = client.encrypt(Buffer.from('for everybody'), SECQOP_WRAP_NO_ENCRYPT);
      const later = client.encrypt(Buffer.from('for you'));
      assert.throws(() => open(server, parts), NOT_ENCRYPTED);
      assert.throws(() => open(server, parts, { acceptUnencrypted: true }), {
        code: 'SEC_E_OUT_OF_SEQUENCE',
        syscall: 'DecryptMessage',
      });
      assert.equal(open(server, later).toString(), 'for you');
      exchangeMessages(client, server);
    });

    it(`is accepted by ${name}() with acceptUnencrypted, like an encrypted message`, () => {
      using conversation = converse();
      const { client, server } = conversation;
      for (const text of ['for everybody', '']) {
        for (const quality of [SECQOP_WRAP_NO_ENCRYPT, 0]) {
          const parts = client.encrypt(Buffer.from(text), quality);
          assert.equal(open(server, parts, { acceptUnencrypted: true }).toString(), text);
        }
      }
    });

    it(`is refused by ${name}() with any byte altered, even with acceptUnencrypted`, () => {
      using conversation = converse();
      const { client, server } = conversation;
      const accept = { acceptUnencrypted: true };
      const parts = client.encrypt(Buffer.from('for everybody'), SECQOP_WRAP_NO_ENCRYPT);
      for (const part of [parts.trailer, parts.data]) {
        for (let place = 0; place < part.length; place++) {
          part.writeUInt8(part.readUInt8(place) ^ 1, place);
          assert.throws(() => open(server, parts, accept), { code: 'SEC_E_MESSAGE_ALTERED' });
          part.writeUInt8(part.readUInt8(place) ^ 1, place);
        }
      }
      assert.equal(open(server, parts, accept).toString(), 'for everybody');
    });
  }
});
