import assert from 'node:assert/strict';

import { ExportFlags, openHandles, SecurityContext } from 'sspi-handoff';

import { converse, exchangeMessages } from './support/reference-package';
import { describeWithPackage, itIfPackage, packageUnderTest } from './support/test-packages';
import { observe, onlyCallOf } from './support/win32-probe';

const { RESET_NEW, DELETE_OLD, TO_KERNEL } = ExportFlags;

describeWithPackage('export()', () => {
  itIfPackage(
    'copies',
    'with flags 0 keeps the old context, and both contexts continue at the same message',
    () => {
      using conversation = converse();
      const { client, server } = conversation;
      exchangeMessages(client, server);
      using exported = server.exportSync({ flags: 0 });
      using imported = SecurityContext.importSync(exported);
      const next = client.encrypt(Buffer.from('next'));
      assert.equal(imported.decrypt(next).toString(), 'next');
      assert.equal(server.decrypt(next).toString(), 'next');
    },
  );

  itIfPackage(
    'resets',
    'with RESET_NEW starts the new context in its initial state, and keeps the old context',
    () => {
      using conversation = converse();
      const { client, server } = conversation;
      const first = client.encrypt(Buffer.from('first'));
      server.decrypt(first);
      using exported = server.exportSync({ flags: RESET_NEW });
      using imported = SecurityContext.importSync(exported);
      assert.equal(imported.decrypt(first).toString(), 'first');
      exchangeMessages(client, server);
    },
  );

  it('with DELETE_OLD moves the context, and the old object throws ERR_SSPI_CONTEXT_EXPORTED', () => {
    using conversation = converse();
    const { client, server } = conversation;
    exchangeMessages(client, server);
    using exported = server.exportSync({ flags: DELETE_OLD });
    assert.equal(openHandles().securityContexts, 1);
    for (const use of [
      () => server.exportSync(),
      () => server.sign(Buffer.from('late')),
      () => server.query('names'),
      () => server.stepSync(Buffer.from('late')),
    ]) {
      assert.throws(use, { name: 'SspiUsageError', code: 'ERR_SSPI_CONTEXT_EXPORTED' });
    }
    using imported = SecurityContext.importSync(exported);
    exchangeMessages(client, imported);
  });

  it('uses DELETE_OLD by default', async () => {
    using conversation = converse();
    const { server } = conversation;
    using exported = await server.export();
    assert.ok(exported.packedContext.length > 0);
    await assert.rejects(server.export(), { code: 'ERR_SSPI_CONTEXT_EXPORTED' });
  });

  it('with DELETE_OLD does not delete the handle a second time', () => {
    const calls = observe(() => {
      using conversation = converse();
      conversation.client.dispose();
      using exported = conversation.server.exportSync({ flags: DELETE_OLD });
      assert.ok(exported.packedContext.length > 0);
    });
    onlyCallOf(calls, 'DeleteSecurityContext'); // the handle of the client
  });

  itIfPackage(
    'resets',
    'with RESET_NEW and DELETE_OLD moves the context to its initial state',
    () => {
      using conversation = converse();
      const { client, server } = conversation;
      const first = client.encrypt(Buffer.from('first'));
      server.decrypt(first);
      using exported = server.exportSync({ flags: RESET_NEW | DELETE_OLD });
      assert.throws(() => server.query('names'), { code: 'ERR_SSPI_CONTEXT_EXPORTED' });
      using imported = SecurityContext.importSync(exported);
      assert.equal(imported.decrypt(first).toString(), 'first');
    },
  );

  it("with TO_KERNEL throws the package's own status, and the context stays usable", () => {
    using conversation = converse();
    const { client, server } = conversation;
    assert.throws(() => server.exportSync({ flags: TO_KERNEL | DELETE_OLD }), {
      code: 'SEC_E_UNSUPPORTED_FUNCTION',
      status: 0x80090302,
      syscall: 'ExportSecurityContext',
    });
    exchangeMessages(client, server);
  });

  it('passes the flags to Windows unchanged', () => {
    using conversation = converse();
    const { copies, resets } = packageUnderTest.can;
    for (const flags of [...(copies ? [0] : []), ...(resets ? [RESET_NEW] : []), DELETE_OLD]) {
      const calls = observe(() => {
        conversation.server.exportSync({ flags }).dispose();
      });
      assert.equal(onlyCallOf(calls, 'ExportSecurityContext').flags, BigInt(flags));
    }
  });
});
