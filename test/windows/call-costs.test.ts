import assert from 'node:assert/strict';
import { createHook } from 'node:async_hooks';

import { ExportFlags, SecurityContext } from 'sspi-handoff';

import { bytesAllocatedBy } from './support/array-buffers';
import { converseByFaultyPackage, describeWithFaultyPackage } from './support/faulty-package';
import { converse, describeWithReferencePackage } from './support/reference-package';
import { countCalls, names, observe, probe } from './support/win32-probe';

/** One of each, and what was made lives on, so that nothing is freed while it is counted. */
function exportAndImport(server: SecurityContext) {
  const exported = server.exportSync({ flags: ExportFlags.DELETE_OLD });
  return { exported, imported: SecurityContext.importSync(exported) };
}

function exportImportAndDispose(server: SecurityContext): void {
  const { exported, imported } = exportAndImport(server);
  exported.dispose();
  imported.dispose();
}

function promisesMadeBy(action: () => void): number {
  let promises = 0;
  const hook = createHook({
    init(_id, type) {
      if (type === 'PROMISE') promises++;
    },
  });
  hook.enable();
  action();
  hook.disable();
  return promises;
}

// Speed is measured by npm run bench, on a machine that is at rest. Here what costs is counted.
describeWithReferencePackage('A synchronous export and import', () => {
  it('makes the Win32 calls that it must, and no others', () => {
    // At the first of a thread, MinGW's C++ runtime makes itself a handle.
    using first = converse();
    exportImportAndDispose(first.server);

    using conversation = converse();
    const calls = observe(() => {
      exportImportAndDispose(conversation.server);
    });
    assert.deepEqual(names(calls), [
      'ExportSecurityContext',
      'FreeContextBuffer',
      // The server was the last that held its credentials.
      'FreeCredentialsHandle',
      // One handle for the package, and one that it does not know: see ImportedToken.
      'DuplicateHandle',
      'DuplicateHandle',
      'ImportSecurityContextW',
      // exported.dispose()
      'CloseHandle',
      // imported.dispose()
      'DeleteSecurityContext',
      'CompareObjectHandles',
      'CloseHandle',
      'CloseHandle',
    ]);
  });

  it('makes none for a token that is not asked for', () => {
    using conversation = converse();
    const calls = observe(() => {
      const exported = conversation.server.exportSync({ accessToken: false });
      SecurityContext.importSync(exported).dispose();
      exported.dispose();
    });
    assert.deepEqual(names(calls), [
      'ExportSecurityContext',
      'FreeContextBuffer',
      'FreeCredentialsHandle',
      'ImportSecurityContextW',
      'DeleteSecurityContext',
    ]);
  });

  // Not counted is what is found by GetProcAddress: CompareObjectHandles, of which there is a watch, and
  // what attributes of Schannel and handles of the user's take.
  it('calls nothing that is imported but those', () => {
    using conversation = converse();
    const counts = countCalls(() => {
      exportImportAndDispose(conversation.server);
    });
    assert.deepEqual(counts, {
      CloseHandle: 3,
      DeleteSecurityContext: 1,
      DuplicateHandle: 2,
      ExportSecurityContext: 1,
      FreeCredentialsHandle: 1,
      ImportSecurityContextW: 1,
    });
  });

  it('allocates one Buffer, for the packed context', () => {
    using conversation = converse();
    let made: ReturnType<typeof exportAndImport> | undefined;
    const allocated = bytesAllocatedBy(() => {
      made = exportAndImport(conversation.server);
    });
    assert.equal(allocated, made?.exported.packedContext.byteLength);
    made?.exported.dispose();
    made?.imported.dispose();
  });

  it('makes no promise', () => {
    using conversation = converse();
    const promises = promisesMadeBy(() => {
      exportImportAndDispose(conversation.server);
    });
    assert.equal(promises, 0);
    assert.notEqual(
      promisesMadeBy(() => void Promise.resolve()),
      0,
      'The count sees no promise',
    );
  });
});

describeWithFaultyPackage('A synchronous export and import, as the package sees it', () => {
  it('is one export and one import', () => {
    using conversation = converseByFaultyPackage();
    probe.takeFaultyPackageCalls();
    exportImportAndDispose(conversation.server);
    assert.deepEqual(probe.takeFaultyPackageCalls(), { exports: 1, imports: 1 });
    assert.deepEqual(probe.takeFaultyPackageCalls(), { exports: 0, imports: 0 });
  });
});
