import assert from 'node:assert/strict';

import {
  Credentials,
  enumerateSecurityPackagesSync,
  SecurityContext,
  SspiError,
} from 'sspi-handoff';

import { itHandlesShortBytes, sidesOf } from '../built-in-packages/support/short-bytes';
import {
  converse,
  describeWithReferencePackage,
  identity,
  newClient,
  newServer,
  packageName,
} from './support/reference-package';

describeWithReferencePackage('A client’s context:', () => {
  itHandlesShortBytes(() => sidesOf(converse(), 'client'));
});

describeWithReferencePackage('A server’s context:', () => {
  itHandlesShortBytes(() => sidesOf(converse(), 'server'));
});

describeWithReferencePackage('An imported context:', () => {
  itHandlesShortBytes(() => {
    const conversation = converse();
    using exported = conversation.server.exportSync();
    const imported = SecurityContext.importSync(exported);
    return {
      one: imported,
      other: conversation.client,
      [Symbol.dispose]() {
        imported.dispose();
        conversation[Symbol.dispose]();
      },
    };
  });
});

describeWithReferencePackage('Without bytes and with one byte,', () => {
  const invalidToken = { name: 'SspiError', code: 'SEC_E_INVALID_TOKEN' };

  for (const length of [0, 1]) {
    const bytes = Buffer.alloc(length, 0x17);

    it(`step() refuses a token of length ${String(length)}: SEC_E_INVALID_TOKEN`, async () => {
      using client = newClient();
      using server = newServer();
      assert.throws(() => server.stepSync(bytes), invalidToken);
      await assert.rejects(server.step(bytes), invalidToken);
      if (length > 0) assert.throws(() => client.stepSync(bytes), invalidToken);
      const hello = client.stepSync();
      assert.ok(hello);
      assert.throws(() => client.stepSync(bytes), invalidToken);
      server.stepSync(hello);
      assert.throws(() => server.stepSync(bytes), { name: 'SspiError' });
    });

    it(`import() refuses a packed context of length ${String(length)} for each package`, () => {
      for (const { name } of enumerateSecurityPackagesSync()) {
        const call = () => SecurityContext.importSync({ packageName: name, packedContext: bytes });
        assert.throws(
          call,
          (error) => error instanceof SspiError && error.syscall === 'ImportSecurityContextW',
          name,
        );
      }
    });

    it(`ClientSecurityContext accepts channelBindings of length ${String(length)}`, () => {
      using client = newClient({ channelBindings: bytes });
      assert.ok(client.stepSync());
    });
  }

  it('acquire() passes an empty password to the package, and refuses an odd number of bytes', () => {
    const acquire = (password: Uint8Array) =>
      Credentials.acquireSync({ packageName, use: 'both', identity: { ...identity, password } });
    for (const password of [new Uint8Array(), Buffer.alloc(0)]) {
      assert.throws(() => acquire(password), {
        code: 'SEC_E_NO_CREDENTIALS',
        syscall: 'AcquireCredentialsHandleW',
      });
    }
    assert.throws(() => acquire(new Uint8Array(1)), {
      code: 'ERR_INVALID_ARG_VALUE',
      message: /an even number of bytes/,
    });
  });
});
