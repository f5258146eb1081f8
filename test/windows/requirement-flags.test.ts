import assert from 'node:assert/strict';

import {
  AscRet,
  flagNames,
  IscReq,
  IscRet,
  SECQOP_WRAP_NO_ENCRYPT,
  SecurityContext,
} from 'sspi-handoff';

import {
  type Conversation,
  describeWithReferencePackage,
  itWhereDispatched,
  newClient,
  newServer,
} from './support/reference-package';
import { allProtection, converseWith, type FlagName } from './support/requested-protection';

const always = ['CONNECTION', 'MUTUAL_AUTH'];

const NOT_SUPPORTED = { name: 'SspiError', code: 'SEC_E_QOP_NOT_SUPPORTED' };
const OUT_OF_SEQUENCE = { name: 'SspiError', code: 'SEC_E_OUT_OF_SEQUENCE' };
const DENIED = { code: 'SEC_E_LOGON_DENIED', syscall: 'AcceptSecurityContext' };
const message = Buffer.from('transfer 100');

function assertGranted({ client, server }: Conversation, granted: readonly string[]): void {
  const expected = [...granted, ...always].sort();
  assert.deepEqual(flagNames(IscRet, client.attributes).sort(), expected);
  assert.deepEqual(flagNames(AscRet, server.attributes).sort(), expected);
  assert.equal(client.query('flags'), client.attributes);
  assert.equal(server.query('flags'), server.attributes);
}

describeWithReferencePackage('HandoffReference', () => {
  it('grants the flags that both sides ask for, and no others', () => {
    for (const [ofClient, ofServer, granted] of [
      [[], [], []],
      [allProtection, allProtection, allProtection],
      [allProtection, [], []],
      [[], allProtection, []],
      [['CONFIDENTIALITY'], allProtection, ['CONFIDENTIALITY']],
      [allProtection, ['CONFIDENTIALITY'], ['CONFIDENTIALITY']],
      [['INTEGRITY'], ['INTEGRITY', 'CONFIDENTIALITY'], ['INTEGRITY']],
    ] as const) {
      using conversation = converseWith(ofClient, ofServer);
      assertGranted(conversation, granted);
    }
  });

  it('grants INTEGRITY with REPLAY_DETECT and with SEQUENCE_DETECT, which imply it', () => {
    for (const [ofClient, ofServer, granted] of [
      [['REPLAY_DETECT'], ['REPLAY_DETECT'], ['REPLAY_DETECT', 'INTEGRITY']],
      [['SEQUENCE_DETECT'], allProtection, ['SEQUENCE_DETECT', 'INTEGRITY']],
      [['REPLAY_DETECT'], ['SEQUENCE_DETECT'], ['INTEGRITY']],
    ] as const) {
      using conversation = converseWith(ofClient, ofServer);
      assertGranted(conversation, granted);
    }
  });

  it('grants a client no protection before the server has agreed', () => {
    using client = newClient();
    client.stepSync();
    assert.deepEqual(flagNames(IscRet, client.attributes).sort(), always);
  });

  it('grants mutual authentication to a client that does not ask for it', () => {
    using conversation = converseWith([]);
    assert.ok(conversation.client.attributes & IscRet.MUTUAL_AUTH);
    assert.ok(conversation.server.attributes & AscRet.MUTUAL_AUTH);
  });

  it('encrypt() fails without CONFIDENTIALITY and leaves the message as it is', () => {
    using conversation = converseWith(['INTEGRITY', 'SEQUENCE_DETECT']);
    const { client, server } = conversation;
    const data = Buffer.from(message);
    const parts = { trailer: Buffer.alloc(64), data };
    for (const protect of [
      () => client.encrypt(message),
      () => client.wrap(message),
      () => client.encryptInPlace(parts),
      () => server.encrypt(message),
    ]) {
      assert.throws(protect, { ...NOT_SUPPORTED, syscall: 'EncryptMessage' });
    }
    assert.deepEqual(data, message);
    server.verify(message, client.sign(message));
    const signed = client.wrap(message, SECQOP_WRAP_NO_ENCRYPT);
    assert.deepEqual(server.unwrap(signed, { acceptUnencrypted: true }), message);
  });

  it('sign() and verify() fail without INTEGRITY, as does SECQOP_WRAP_NO_ENCRYPT', () => {
    using conversation = converseWith(['CONFIDENTIALITY']);
    const { client, server } = conversation;
    assert.throws(() => client.sign(message), { ...NOT_SUPPORTED, syscall: 'MakeSignature' });
    assert.throws(() => server.verify(message, Buffer.alloc(40)), {
      ...NOT_SUPPORTED,
      syscall: 'VerifySignature',
    });
    assert.throws(() => client.encrypt(message, SECQOP_WRAP_NO_ENCRYPT), {
      ...NOT_SUPPORTED,
      syscall: 'EncryptMessage',
    });
    assert.deepEqual(server.unwrap(client.wrap(message)), message);
  });

  it('sign(), verify(), encrypt() and decrypt() fail without INTEGRITY and CONFIDENTIALITY', () => {
    using conversation = converseWith([]);
    const { client, server } = conversation;
    const parts = { trailer: Buffer.alloc(37), data: message };
    for (const use of [
      () => client.sign(message),
      () => client.encrypt(message),
      () => client.wrap(message),
      () => client.wrap(message, SECQOP_WRAP_NO_ENCRYPT),
      () => client.encryptInPlace(parts),
      () => server.verify(message, Buffer.alloc(40)),
      () => server.verify(message, Buffer.alloc(1)),
      () => server.decrypt(parts),
      () => server.unwrap(Buffer.alloc(64)),
      () => server.decryptInPlace(parts),
    ]) {
      assert.throws(use, NOT_SUPPORTED);
    }
  });

  it("query('sizes') returns 0 for a protection that was not granted", () => {
    for (const [flags, signature, trailer] of [
      [['INTEGRITY'], true, true],
      [['CONFIDENTIALITY'], false, true],
      [[], false, false],
    ] as const) {
      using conversation = converseWith(flags);
      const { maxSignature, securityTrailer } = conversation.client.query('sizes');
      assert.deepEqual([maxSignature > 0, securityTrailer > 0], [signature, trailer]);
    }
  });

  itWhereDispatched(
    'export() keeps the granted flags: the imported context protects no more than the old one',
    'ExportSecurityContext',
    () => {
      for (const flags of [[], ['INTEGRITY'], ['CONFIDENTIALITY'], allProtection] as const) {
        using conversation = converseWith(flags);
        const { client, server } = conversation;
        const before = server.attributes;
        using exported = server.exportSync();
        using imported = SecurityContext.importSync(exported);
        assert.equal(imported.query('flags'), before);
        const names: readonly FlagName[] = flags;
        if (names.includes('INTEGRITY')) client.verify(message, imported.sign(message));
        else assert.throws(() => imported.sign(message), NOT_SUPPORTED);
        if (names.includes('CONFIDENTIALITY')) client.decrypt(imported.encrypt(message));
        else assert.throws(() => imported.encrypt(message), NOT_SUPPORTED);
      }
    },
  );

  itWhereDispatched(
    'export() keeps the sequence numbers of the received messages',
    'ExportSecurityContext',
    () => {
      using conversation = converseWith(['REPLAY_DETECT']);
      const { client, server } = conversation;
      const signatures = Array.from({ length: 4 }, () => client.sign(message));
      const [first, second, third, fourth] = signatures as [Buffer, Buffer, Buffer, Buffer];
      server.verify(message, third);
      server.verify(message, first);
      using exported = server.exportSync();
      using imported = SecurityContext.importSync(exported);
      assert.throws(() => imported.verify(message, first), OUT_OF_SEQUENCE);
      assert.throws(() => imported.verify(message, third), OUT_OF_SEQUENCE);
      imported.verify(message, second);
      imported.verify(message, fourth);
    },
  );

  /**
   * The offsets of the last 4 bytes of a hello's fixed part, and of a challenge: handshake_token.h.
   */
  const [requirementsAt, grantedAt] = [12 + 32, 12 + 32 + 16 + 4];

  function clear(token: Buffer | null, place: number, flag: number): Buffer {
    assert.ok(token);
    const altered = Buffer.from(token);
    const flags = altered.readUInt32LE(place);
    assert.ok(flags & flag);
    altered.writeUInt32LE((flags & ~flag) >>> 0, place);
    return altered;
  }

  it('refuses a client whose hello lost a flag in transit', () => {
    for (const name of allProtection) {
      using client = newClient();
      using server = newServer();
      const hello = clear(client.stepSync(), requirementsAt, IscReq[name]);
      const challenge = server.stepSync(hello);
      const proof = client.stepSync(challenge);
      assert.throws(() => server.stepSync(proof ?? Buffer.alloc(0)), DENIED);
    }
  });

  it('refuses a client whose challenge lost a flag in transit', () => {
    for (const name of allProtection) {
      using client = newClient();
      using server = newServer();
      const challenge = server.stepSync(client.stepSync() ?? Buffer.alloc(0));
      const proof = client.stepSync(clear(challenge, grantedAt, IscRet[name]));
      assert.throws(() => server.stepSync(proof ?? Buffer.alloc(0)), DENIED);
    }
  });

  it('refuses a server that grants more than the client asks for', () => {
    for (const flag of [IscRet.CONFIDENTIALITY, IscRet.DELEGATE]) {
      using client = newClient({ requirements: IscReq.INTEGRITY });
      using server = newServer();
      const challenge = server.stepSync(client.stepSync() ?? Buffer.alloc(0));
      assert.ok(challenge);
      challenge.writeUInt32LE(challenge.readUInt32LE(grantedAt) | flag, grantedAt);
      assert.throws(() => client.stepSync(challenge), { code: 'SEC_E_INVALID_TOKEN' });
    }
  });
});
