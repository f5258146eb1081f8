import assert from 'node:assert/strict';

import { ClientSecurityContext, ServerSecurityContext } from 'sspi-handoff';

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
