import assert from 'node:assert/strict';

import {
  AscReq,
  ClientSecurityContext,
  conductHandshake,
  IscReq,
  IscRet,
  openHandles,
  type ProtectionLevel,
  ServerSecurityContext,
} from 'sspi-handoff';

import {
  acquire,
  describeWithReferencePackage,
  exchangeMessages,
  newClient,
  newServer,
  shakeHands,
} from './support/reference-package';
import { callsOf, observe } from './support/win32-probe';

const insufficientProtection = {
  name: 'SspiUsageError',
  code: 'ERR_SSPI_INSUFFICIENT_PROTECTION',
  message: /granted the protection "\w+", and requiredProtection is "encrypt-and-sign"/,
};
const insufficientImpersonation = {
  name: 'SspiUsageError',
  code: 'ERR_SSPI_INSUFFICIENT_IMPERSONATION',
};
const disposed = { code: 'ERR_SSPI_DISPOSED' };

describeWithReferencePackage('requiredProtection', () => {
  const requiredFlags: readonly (readonly [ProtectionLevel, number, number])[] = [
    ['none', 0, 0],
    ['sign', IscReq.INTEGRITY, AscReq.INTEGRITY],
    [
      'encrypt-and-sign',
      IscReq.INTEGRITY | IscReq.CONFIDENTIALITY,
      AscReq.INTEGRITY | AscReq.CONFIDENTIALITY,
    ],
  ];
  for (const [requiredProtection, ofClient, ofServer] of requiredFlags) {
    it(`'${requiredProtection}' adds its flags to the requirements of both sides, and is granted`, () => {
      using credentials = acquire('both');
      const options = { credentials, requirements: 0, requiredProtection };
      const calls = observe(() => {
        using client = new ClientSecurityContext(options);
        using server = new ServerSecurityContext(options);
        shakeHands(client, server);
        assert.ok(client.complete && server.complete);
      });
      const [initialize] = callsOf(calls, 'InitializeSecurityContextW');
      const [accept] = callsOf(calls, 'AcceptSecurityContext');
      assert.equal(initialize?.requirements, BigInt(ofClient));
      assert.equal(accept?.requirements, BigInt(ofServer));
    });
  }

  it('accepts a higher protection than required', async () => {
    using client = newClient({ requiredProtection: 'sign' });
    using server = newServer(undefined, { requiredProtection: 'sign' });
    await conductHandshake(client, server);
    exchangeMessages(client, server);
  });

  for (const granted of ['INTEGRITY', 'CONFIDENTIALITY'] as const) {
    it(`makes the step() of a client fail if the server grants ${granted} only`, async () => {
      using client = newClient({ requiredProtection: 'encrypt-and-sign' });
      using server = newServer(AscReq[granted]);
      await assert.rejects(conductHandshake(client, server), insufficientProtection);
      assert.equal(
        client.attributes & (IscRet.INTEGRITY | IscRet.CONFIDENTIALITY),
        IscRet[granted],
      );
      assert.throws(() => client.sign(Buffer.of(1)), disposed);
      await assert.rejects(client.step(Buffer.of(1)), disposed);
    });

    it(`makes the stepSync() of a server fail if the client requests ${granted} only`, () => {
      using client = newClient({ requirements: IscReq[granted] });
      using server = newServer(undefined, { requiredProtection: 'encrypt-and-sign' });
      const before = openHandles().securityContexts;
      assert.throws(() => shakeHands(client, server), insufficientProtection);
      assert.throws(() => server.query('names'), disposed);
      assert.throws(() => server.exportSync(), disposed);
      assert.equal(openHandles().securityContexts, before - 1);
    });
  }

  it('refuses another value before any system call', () => {
    using credentials = acquire('both');
    const options = { credentials, requiredProtection: 'encrypt' as ProtectionLevel };
    assert.throws(() => new ClientSecurityContext(options), { code: 'ERR_INVALID_ARG_VALUE' });
    assert.throws(() => new ServerSecurityContext(options), { code: 'ERR_INVALID_ARG_VALUE' });
  });
});

describeWithReferencePackage('requiredImpersonationLevel', () => {
  const rows = [
    ['a client with IDENTIFY', IscReq.IDENTIFY, ['anonymous', 'identification']],
    ['another client', 0, ['anonymous', 'identification', 'impersonation']],
  ] as const;
  for (const [what, flags, accepted] of rows) {
    for (const level of ['anonymous', 'identification', 'impersonation', 'delegation'] as const) {
      const isAccepted = (accepted as readonly string[]).includes(level);
      it(`'${level}' ${isAccepted ? 'accepts' : 'refuses'} ${what}`, async () => {
        using credentials = acquire('both');
        using client = new ClientSecurityContext({ credentials, requirements: flags });
        using server = new ServerSecurityContext({
          credentials,
          requiredImpersonationLevel: level,
        });
        const handshake = conductHandshake(client, server);
        if (isAccepted) {
          await handshake;
          assert.ok(server.complete);
        } else {
          await assert.rejects(handshake, insufficientImpersonation);
          assert.throws(() => server.openAccessTokenSync(), disposed);
        }
      });
    }
  }
});
