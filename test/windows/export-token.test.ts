import assert from 'node:assert/strict';

import { ExportFlags, openHandles, SecurityContext } from 'sspi-handoff';

import { converse } from './support/reference-package';
import { describeWithPackage, itIfPackage } from './support/test-packages';
import { callsOf, names, observe, onlyCallOf } from './support/win32-probe';

describeWithPackage('The access token of an export', () => {
  itIfPackage('returnsToken', 'is an impersonation token', () => {
    using conversation = converse();
    using exported = conversation.server.exportSync();
    assert.ok(exported.accessToken);
    assert.equal(exported.accessToken.type, 'impersonation');
    assert.equal(exported.accessToken.impersonationLevel, 'impersonation');
  });

  it('is null with accessToken: false, which passes NULL for pToken', () => {
    using conversation = converse();
    const calls = observe(() => {
      using exported = conversation.server.exportSync({ accessToken: false });
      assert.equal(exported.accessToken, null);
      assert.equal(openHandles().accessTokens, 0);
    });
    assert.equal(onlyCallOf(calls, 'ExportSecurityContext').asksForToken, 0n);
  });

  it('is null if the package returns no token', () => {
    using conversation = converse();
    const calls = observe(() => {
      using exported = conversation.client.exportSync();
      assert.equal(exported.accessToken, null);
    });
    assert.equal(onlyCallOf(calls, 'ExportSecurityContext').asksForToken, 1n);
    assert.equal(callsOf(calls, 'CloseHandle').length, 0);
  });

  itIfPackage(
    'returnsToken',
    'is closed exactly once, even if it is disposed several times',
    () => {
      using conversation = converse();
      const calls = observe(() => {
        const exported = conversation.server.exportSync();
        exported.dispose();
        exported.dispose();
        exported.accessToken?.dispose();
      });
      const { token } = onlyCallOf(calls, 'ExportSecurityContext');
      assert.ok(token);
      assert.deepEqual(onlyCallOf(calls, 'CloseHandle').handle, token);
    },
  );

  itIfPackage(
    'returnsToken',
    'is duplicated for the imported context, and the caller keeps the original',
    () => {
      using conversation = converse();
      const calls = observe(() => {
        using exported = conversation.server.exportSync({ flags: ExportFlags.DELETE_OLD });
        const imported = SecurityContext.importSync(exported);
        imported.dispose();
        assert.equal(exported.accessToken?.type, 'impersonation');
      });
      const { token } = onlyCallOf(calls, 'ExportSecurityContext');
      const passed = onlyCallOf(calls, 'ImportSecurityContextW').token;
      assert.ok(passed !== 0n && passed !== token);
      const closed = callsOf(calls, 'CloseHandle').map(({ handle }) => handle);
      // Three handles are closed: the duplicate for the package, the duplicate that the addon keeps for
      // comparison, and the original.
      assert.deepEqual([closed.length, new Set(closed).size, closed.at(-1)], [3, 3, token]);
      assert.ok(closed.includes(passed));
    },
  );

  itIfPackage('returnsToken', 'is closed when the export is garbage-collected', async () => {
    using conversation = converse();
    const { server } = conversation;
    (() => {
      const exported = server.exportSync();
      assert.equal(openHandles().accessTokens, 1);
      assert.ok(exported.accessToken);
    })();
    const { gc } = globalThis;
    assert.ok(gc, 'run with --expose-gc');
    for (let round = 0; round < 50 && openHandles().accessTokens > 0; round++) {
      gc();
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.equal(openHandles().accessTokens, 0);
  });

  itIfPackage('returnsToken', 'is closed in both duplicates after a failed import', () => {
    using conversation = converse();
    using exported = conversation.server.exportSync();
    const calls = observe(() => {
      const packedContext = exported.packedContext.subarray(1);
      assert.throws(() => SecurityContext.importSync({ ...exported, packedContext }));
    });
    assert.equal(callsOf(calls, 'DuplicateHandle').length, 2, names(calls).join());
    assert.equal(callsOf(calls, 'CloseHandle').length, 2);
    assert.equal(exported.accessToken?.type, 'impersonation');
  });
});
