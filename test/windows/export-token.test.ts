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

  itIfPackage('returnsToken', 'moves to the imported context, which closes it', () => {
    using conversation = converse();
    const calls = observe(() => {
      const exported = conversation.server.exportSync({ flags: ExportFlags.DELETE_OLD });
      const imported = SecurityContext.importSync(exported);
      exported.dispose();
      assert.ok(imported.accessToken);
      assert.equal(imported.accessToken, exported.accessToken);
      assert.equal(imported.accessToken.type, 'impersonation');
      assert.equal(openHandles().accessTokens, 1);
      imported.dispose();
      assert.equal(openHandles().accessTokens, 0);
    });
    const { token } = onlyCallOf(calls, 'ExportSecurityContext');
    assert.equal(onlyCallOf(calls, 'ImportSecurityContextW').token, token);
    assert.equal(onlyCallOf(calls, 'CloseHandle').handle, token);
  });

  itIfPackage(
    'returnsToken',
    'stays open after dispose() until the last of two contexts that use it is disposed',
    () => {
      using conversation = converse();
      using exported = conversation.server.exportSync();
      const imports = ['SetHandleInformation', 'ImportSecurityContextW', 'ImportSecurityContextW'];
      const contexts: SecurityContext[] = [];
      const importing = observe(() => {
        for (const parts of [{ ...exported }, { ...exported }]) {
          contexts.push(SecurityContext.importSync(parts));
        }
        exported.dispose();
        contexts.pop()?.dispose();
      });
      assert.deepEqual(names(importing), [...imports, 'DeleteSecurityContext']);
      const ending = observe(() => contexts.pop()?.dispose());
      const end = ['DeleteSecurityContext', 'SetHandleInformation', 'CloseHandle'];
      assert.deepEqual(names(ending), end);
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

  itIfPackage('returnsToken', 'stays with the caller after a failed import', () => {
    using conversation = converse();
    using exported = conversation.server.exportSync();
    const calls = observe(() => {
      const packedContext = exported.packedContext.subarray(1);
      assert.throws(() => SecurityContext.importSync({ ...exported, packedContext }));
    });
    assert.deepEqual(names(calls), ['SetHandleInformation', 'ImportSecurityContextW']);
    assert.equal(exported.accessToken?.type, 'impersonation');
  });
});
