import assert from 'node:assert/strict';

import {
  AscReq,
  ClientSecurityContext,
  Credentials,
  flagNames,
  IscReq,
  ServerSecurityContext,
  SspiError,
} from 'sspi-handoff';

import {
  acquire,
  converse,
  describeWithReferencePackage,
  exchangeMessages,
  protection,
  shakeHands,
} from './support/reference-package';
import { callsOf, observe } from './support/win32-probe';

describeWithReferencePackage('The requirements option', () => {
  /** Returns the flags that Windows receives in a handshake with these options. */
  function flagsOf(options: { readonly requirements?: number }): (bigint | string | undefined)[] {
    using credentials = acquire('both');
    const calls = observe(() => {
      using client = new ClientSecurityContext({ credentials, ...options });
      using server = new ServerSecurityContext({ credentials, ...options });
      shakeHands(client, server);
    });
    return ['InitializeSecurityContextW', 'AcceptSecurityContext'].map(
      (name) => callsOf(calls, name)[0]?.requirements,
    );
  }

  it('requests all protection by default', () => {
    assert.deepEqual(flagsOf({}), [BigInt(protection.client), BigInt(protection.server)]);
    using conversation = converse();
    exchangeMessages(conversation.client, conversation.server);
  });

  it('requests STREAM of Schannel instead of MUTUAL_AUTH, which would demand a client certificate', () => {
    const steps = [
      [ClientSecurityContext, IscReq, 'InitializeSecurityContextW'],
      [ServerSecurityContext, AscReq, 'AcceptSecurityContext'],
    ] as const;
    for (const [Side, flags, syscall] of steps) {
      // Inbound credentials need a certificate.
      using credentials = Credentials.acquireSync({ packageName: 'Schannel', use: 'outbound' });
      using context = new Side({ credentials });
      const [call] = callsOf(
        observe(() => {
          try {
            if (context instanceof ClientSecurityContext) context.stepSync();
            else context.stepSync(Buffer.from('not a hello'));
          } catch (error) {
            // Only the requirements matter. Wine's Schannel accepts no connections.
            assert.ok(error instanceof SspiError);
          }
        }),
        syscall,
      );
      assert.deepEqual(flagNames(flags, Number(call?.requirements)), [
        'REPLAY_DETECT',
        'SEQUENCE_DETECT',
        'CONFIDENTIALITY',
        'STREAM',
        'INTEGRITY',
      ]);
    }
  });

  it('replaces the default, even with 0', () => {
    assert.deepEqual(flagsOf({ requirements: 0 }), [0n, 0n]);
    assert.deepEqual(flagsOf({ requirements: 4 }), [4n, 4n]);
  });

  it('is not read from Object.prototype', () => {
    const root = Object.prototype as { requirements?: number };
    root.requirements = 0;
    try {
      assert.deepEqual(flagsOf({}), [BigInt(protection.client), BigInt(protection.server)]);
    } finally {
      delete root.requirements;
    }
  });
});
