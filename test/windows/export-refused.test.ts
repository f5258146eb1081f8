import assert from 'node:assert/strict';

import {
  ClientSecurityContext,
  Credentials,
  enumerateSecurityPackagesSync,
  SecurityContext,
  type ServerSecurityContext,
} from 'sspi-handoff';

import {
  converse,
  exchangeMessages,
  newClient,
  newServer,
  protection,
} from './support/reference-package';
import { describeWithPackage, itIfPackage } from './support/test-packages';
import { observe, onlyCallOf, probe } from './support/win32-probe';

const SEC_E_INVALID_HANDLE = 0x80090301;
const SEC_E_NOT_SUPPORTED = 0x80090302;

function finishHandshake(
  client: ClientSecurityContext,
  server: ServerSecurityContext,
  toClient: Buffer | null,
): void {
  while (toClient !== null) {
    const toServer = client.stepSync(toClient);
    if (toServer === null) break;
    toClient = server.stepSync(toServer);
  }
  assert.ok(client.complete && server.complete);
}

describeWithPackage('A refused export', () => {
  const notComplete = { name: 'SspiUsageError', code: 'ERR_SSPI_HANDSHAKE_NOT_COMPLETE' };

  it('of a half-open client throws, and the handshake can continue', () => {
    // Without MUTUAL_AUTH, a client of Kerberos is complete after its first message.
    using client = newClient({ requirements: protection.client });
    using server = newServer();
    const hello = client.stepSync();
    assert.ok(hello);
    assert.throws(() => client.exportSync(), notComplete);
    finishHandshake(client, server, server.stepSync(hello));
    exchangeMessages(client, server);
  });

  itIfPackage(
    'hasHalfOpenServers',
    'of a half-open server throws, and the handshake can continue',
    () => {
      using client = newClient();
      using server = newServer();
      const challenge = server.stepSync(client.stepSync() ?? Buffer.alloc(0));
      assert.throws(() => server.exportSync(), notComplete);
      finishHandshake(client, server, challenge);
      exchangeMessages(client, server);
    },
  );

  it('of a deleted context returns SEC_E_INVALID_HANDLE', () => {
    using conversation = converse();
    const calls = observe(() => {
      conversation.server.exportSync().dispose();
    });
    const { contextLower, contextUpper } = onlyCallOf(calls, 'ExportSecurityContext');
    assert.equal(
      probe.exportRawHandle(BigInt(contextLower ?? 0), BigInt(contextUpper ?? 0)),
      SEC_E_INVALID_HANDLE,
    );
  });

  it('of a context of another package returns a documented status', () => {
    using conversation = converse();
    const calls = observe(() => {
      conversation.server.exportSync().dispose();
      using credentials = Credentials.acquireSync({ packageName: 'Schannel', use: 'outbound' });
      using client = new ClientSecurityContext({ credentials, targetName: 'localhost' });
      client.stepSync();
    });
    // The raw handle has the value of the Schannel context, but the package of the other context.
    const schannel = onlyCallOf(calls, 'DeleteSecurityContext');
    const reference = onlyCallOf(calls, 'ExportSecurityContext');
    const status = probe.exportRawHandle(
      BigInt(schannel.contextLower ?? 0),
      BigInt(reference.contextUpper ?? 0),
    );
    // Which of the two depends on the half of a handle that names its package in this Windows.
    assert.ok([SEC_E_INVALID_HANDLE, SEC_E_NOT_SUPPORTED].includes(status), status.toString(16));
  });

  it('of a zero handle returns SEC_E_INVALID_HANDLE', () => {
    assert.equal(probe.exportRawHandle(0n, 0n), SEC_E_INVALID_HANDLE);
  });
});

describeWithPackage('import()', () => {
  const invalidToken = {
    name: 'SspiError',
    code: 'SEC_E_INVALID_TOKEN',
    syscall: 'ImportSecurityContextW',
  };

  it('refuses empty bytes with SEC_E_INVALID_TOKEN', () => {
    using conversation = converse();
    using exported = conversation.server.exportSync();
    const empty = { ...exported, packedContext: Buffer.alloc(0) };
    assert.throws(() => SecurityContext.importSync(empty), invalidToken);
  });

  it('refuses bytes truncated to any length with SEC_E_INVALID_TOKEN', () => {
    using conversation = converse();
    using exported = conversation.server.exportSync({ accessToken: false });
    for (let length = 0; length < exported.packedContext.length; length++) {
      const packedContext = exported.packedContext.subarray(0, length);
      assert.throws(() => SecurityContext.importSync({ ...exported, packedContext }), invalidToken);
    }
  });

  it('refuses bytes with a named error if any one of them was altered', () => {
    using conversation = converse();
    using exported = conversation.server.exportSync({ accessToken: false });
    for (let index = 0; index < exported.packedContext.length; index++) {
      const packedContext = Buffer.from(exported.packedContext);
      packedContext.writeUInt8(packedContext.readUInt8(index) ^ 0x41, index);
      assert.throws(
        () => SecurityContext.importSync({ ...exported, packedContext }),
        { name: 'SspiError', code: /^SEC_E_(INVALID_TOKEN|UNSUPPORTED_FUNCTION)$/ },
        `byte ${String(index)}`,
      );
    }
  });

  it('refuses foreign bytes with SEC_E_INVALID_TOKEN', async () => {
    using conversation = converse();
    using exported = conversation.server.exportSync();
    const foreign = { ...exported, packedContext: Buffer.alloc(400, 'not a packed context ') };
    await assert.rejects(SecurityContext.import(foreign), invalidToken);
  });

  it('refuses an unknown package name with SEC_E_SECPKG_NOT_FOUND', () => {
    using conversation = converse();
    using exported = conversation.server.exportSync();
    assert.throws(
      () => SecurityContext.importSync({ ...exported, importPackageName: 'NoSuchPackage' }),
      {
        code: 'SEC_E_SECPKG_NOT_FOUND',
        packageName: 'NoSuchPackage',
      },
    );
  });

  it('refuses the name of any other package', () => {
    using conversation = converse();
    using exported = conversation.server.exportSync();
    for (const { name } of enumerateSecurityPackagesSync()) {
      if (name === exported.packageName) continue;
      assert.throws(() => SecurityContext.importSync({ ...exported, importPackageName: name }), {
        name: 'SspiError',
        packageName: name,
      });
    }
  });

  it('leaves the bytes and the token usable for another import after a failure', () => {
    using conversation = converse();
    const { client, server } = conversation;
    using exported = server.exportSync();
    const before = Buffer.from(exported.packedContext);
    assert.throws(() =>
      SecurityContext.importSync({ ...exported, importPackageName: 'NoSuchPackage' }),
    );
    assert.deepEqual(exported.packedContext, before);
    using imported = SecurityContext.importSync(exported);
    exchangeMessages(client, imported);
  });
});
