import assert from 'node:assert/strict';

import { type SecurityContext, SspiError } from 'sspi-handoff';

import { exchangeMessages } from '../../windows/support/reference-package';

const long = () => Buffer.alloc(60, 'long');

/** Calls that read bytes from a peer, each with the system function that refuses the bytes. */
const reads: Readonly<
  Record<string, readonly [(context: SecurityContext, bytes: Buffer) => unknown, string]>
> = {
  'verify, a message': [(context, bytes) => context.verify(bytes, long()), 'VerifySignature'],
  'verify, a signature': [(context, bytes) => context.verify(long(), bytes), 'VerifySignature'],
  'verify, both': [(context, bytes) => context.verify(bytes, bytes), 'VerifySignature'],
  'decrypt, the data': [
    (context, bytes) => context.decrypt({ trailer: long(), data: bytes }),
    'DecryptMessage',
  ],
  'decrypt, the trailer': [
    (context, bytes) => context.decrypt({ trailer: bytes, data: long() }),
    'DecryptMessage',
  ],
  'decrypt, all': [
    (context, bytes) => context.decrypt({ trailer: bytes, data: bytes, padding: bytes }),
    'DecryptMessage',
  ],
  'decryptInPlace, the data': [
    (context, bytes) => context.decryptInPlace({ trailer: long(), data: bytes }),
    'DecryptMessage',
  ],
  'decryptInPlace, the trailer': [
    (context, bytes) => context.decryptInPlace({ trailer: bytes, data: long() }),
    'DecryptMessage',
  ],
  'decryptInPlace, all': [
    (context, bytes) => context.decryptInPlace({ trailer: bytes, data: bytes }),
    'DecryptMessage',
  ],
  unwrap: [(context, bytes) => context.unwrap(bytes), 'DecryptMessage'],
};

/** These statuses blame the system or the handle although the bytes are wrong. */
const misleadingStatuses = ['SEC_E_INTERNAL_ERROR', 'SEC_E_INVALID_HANDLE'];

/**
 * Declares tests of two sides that protect messages. With no bytes and with one byte, each method
 * succeeds or fails with a named status.
 */
export function itHandlesShortBytes(start: () => ShortBytesSides): void {
  for (const length of [0, 1]) {
    const bytes = () => Buffer.alloc(length, 0x17);
    const amount = length === 0 ? 'no bytes' : 'one byte';

    it(`sign(), encrypt() and encryptInPlace() protect ${amount}`, () => {
      using sides = start();
      const { one, other } = sides;
      other.verify(bytes(), one.sign(bytes()));
      assert.deepEqual(other.decrypt(one.encrypt(bytes())), bytes());
      const data = bytes();
      const room = { trailer: Buffer.alloc(128), data, padding: Buffer.alloc(64) };
      const { trailerLength, paddingLength } = one.encryptInPlace(room);
      const trailer = room.trailer.subarray(0, trailerLength);
      const padding = room.padding.subarray(0, paddingLength);
      assert.deepEqual(other.decryptInPlace({ trailer, data, padding }), bytes());
      exchangeMessages(one, other);
    });

    it(`verify(), decrypt(), decryptInPlace() and unwrap() refuse ${amount} with a named status`, () => {
      for (const [name, [read, syscall]] of Object.entries(reads)) {
        // Each call gets its own sides, because NTLM's counters do not survive a refused message.
        using sides = start();
        assert.throws(
          () => read(sides.one, bytes()),
          (error) => {
            assert.ok(error instanceof SspiError, name);
            assert.equal(error.syscall, syscall, name);
            assert.ok(!misleadingStatuses.includes(error.code), `${name}: ${error.message}`);
            return true;
          },
        );
      }
    });

    it(`encryptInPlace() refuses a trailer of ${amount} with a named status`, () => {
      using sides = start();
      assert.throws(() => sides.one.encryptInPlace({ trailer: bytes(), data: long() }), {
        // HandoffReference treats an empty buffer as a missing buffer.
        code: length === 0 ? /^SEC_E_(BUFFER_TOO_SMALL|INVALID_TOKEN)$/ : 'SEC_E_BUFFER_TOO_SMALL',
        syscall: 'EncryptMessage',
      });
    });
  }
}

export interface ShortBytesSides extends Disposable {
  readonly one: SecurityContext;
  readonly other: SecurityContext;
}

/** Returns the two sides of a conversation, beginning with `first`. */
export function sidesOf(
  conversation: Disposable & Readonly<Record<'client' | 'server', SecurityContext>>,
  first: 'client' | 'server',
): ShortBytesSides {
  const { client, server } = conversation;
  return {
    one: first === 'client' ? client : server,
    other: first === 'client' ? server : client,
    [Symbol.dispose]() {
      conversation[Symbol.dispose]();
    },
  };
}
