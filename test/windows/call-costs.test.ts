import assert from 'node:assert/strict';
import { createHook } from 'node:async_hooks';
import { join } from 'node:path';

import {
  ClientSecurityContext,
  Credentials,
  ExportFlags,
  SecurityContext,
  ServerSecurityContext,
} from 'sspi-handoff';

import { bytesAllocatedBy } from './support/array-buffers';
import { converseByFaultyPackage, describeWithFaultyPackage } from './support/faulty-package';
import {
  converse,
  describeWithReferencePackage,
  identity,
  packageName,
} from './support/reference-package';
import {
  countCalls,
  countKernelCalls,
  names,
  observe,
  probe,
  staysInTheProcess,
} from './support/win32-probe';

/** The addon of the package: its functions can be replaced. */
const addon = require(
  join(__dirname, '../../../prebuilds', `win32-${process.arch}`, 'sspi-handoff.node'),
) as { readonly SecurityContext: { settledPackages: (context: unknown) => unknown } };

/** Exports and imports once. Both objects stay alive, so that nothing is freed during the count. */
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

/** The counter of calls is code for x64. */
function itOnX64(title: string, test: () => void): void {
  if (process.arch === 'x64') it(title, test);
  else it.skip(`${title} (skipped: only x64 can count)`, test);
}

// `npm run bench` measures speed, on an idle machine. These tests count the operations that cost time.
describeWithReferencePackage('A synchronous export and import', () => {
  it('makes only the required Win32 calls', () => {
    // MinGW's C++ runtime opens a handle at the first call of a thread.
    using first = converse();
    exportImportAndDispose(first.server);

    using conversation = converse();
    const calls = observe(() => {
      exportImportAndDispose(conversation.server);
    });
    assert.deepEqual(names(calls), [
      'ExportSecurityContext',
      'FreeContextBuffer',
      // The server held the last reference to its credentials.
      'FreeCredentialsHandle',
      // Protects the token: see TokenHandle.
      'SetHandleInformation',
      'ImportSecurityContextW',
      // imported.dispose()
      'DeleteSecurityContext',
      'SetHandleInformation',
      'CloseHandle',
    ]);
  });

  it('makes no call for an access token that is not requested', () => {
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

  // The counts do not include functions that are found by GetProcAddress. These are CompareObjectHandles, and
  // the functions for attributes of Schannel and for handles of the user.
  itOnX64('calls only these functions of its import table', () => {
    // A C++ runtime finds some of its functions at the first call.
    using first = converse();
    exportImportAndDispose(first.server);
    using conversation = converse();
    const counts = countCalls(() => {
      exportImportAndDispose(conversation.server);
    });
    assert.deepEqual(counts, {
      CloseHandle: 1,
      DeleteSecurityContext: 1,
      ExportSecurityContext: 1,
      FreeCredentialsHandle: 1,
      ImportSecurityContextW: 1,
      SetHandleInformation: 2,
    });
  });

  // npm run bench counts the same calls, also of a C++ loop and of koffi.
  itOnX64('reaches the kernel eight times, six of them in the security package', () => {
    using first = converse();
    exportImportAndDispose(first.server);
    using conversation = converse();
    const counts = countKernelCalls(() => {
      exportImportAndDispose(conversation.server);
    });
    assert.deepEqual(counts, {
      NtClose: 3,
      NtDuplicateObject: 2,
      NtQueryInformationToken: 1,
      NtSetInformationObject: 2,
    });
  });

  it('is not charged for the locks and the memory of a C++ runtime', () => {
    for (const name of [
      // MSVC's std::mutex, std::condition_variable, static variables and exceptions
      'AcquireSRWLockExclusive',
      'ReleaseSRWLockExclusive',
      'SleepConditionVariableSRW',
      'WakeAllConditionVariable',
      'InitOnceExecuteOnce',
      'EncodePointer',
      'HeapAlloc',
      'FlsGetValue',
      'RaiseException',
      // MinGW's
      'TryEnterCriticalSection',
      'TlsGetValue',
      'malloc',
    ]) {
      assert.match(name, staysInTheProcess);
    }
    for (const name of ['CloseHandle', 'GetTokenInformation', 'OpenProcess', 'ReleaseMutex']) {
      assert.doesNotMatch(name, staysInTheProcess);
    }
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

  it('creates no promise', () => {
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

describeWithReferencePackage('A synchronous handshake', () => {
  /** Shakes hands with this spelling of the package's name. Counts the calls that copy settled names. */
  function shakeHands(
    spelling: string,
    check: (client: SecurityContext, server: SecurityContext, copies: number) => void,
  ): void {
    const options = { packageName: spelling, identity } as const;
    using outbound = Credentials.acquireSync({ ...options, use: 'outbound' });
    using inbound = Credentials.acquireSync({ ...options, use: 'inbound' });
    using client = new ClientSecurityContext({ credentials: outbound });
    using server = new ServerSecurityContext({ credentials: inbound });
    const { SecurityContext: functions } = addon;
    const original = functions.settledPackages;
    let copies = 0;
    functions.settledPackages = (context) => {
      copies++;
      return original(context);
    };
    try {
      let token = client.stepSync();
      while (token !== null) {
        const reply = server.stepSync(token);
        token = reply && client.stepSync(reply);
      }
    } finally {
      functions.settledPackages = original;
    }
    check(client, server, copies);
  }

  it("copies no names if the package settles on the credentials' name", () => {
    shakeHands(packageName, (client, server, copies) => {
      assert.equal(copies, 0);
      assert.deepEqual([client.packageName, server.packageName], [packageName, packageName]);
    });
  });

  it("copies the names if the caller's spelling is another one", () => {
    shakeHands(packageName.toUpperCase(), (client, server, copies) => {
      assert.equal(copies, 2);
      assert.deepEqual([client.packageName, server.packageName], [packageName, packageName]);
      const wrong = Buffer.from('wrong');
      assert.throws(() => client.verify(wrong, wrong), { packageName });
      using exported = server.exportSync();
      assert.equal(exported.packageName, packageName);
      assert.equal(server.packageName, packageName);
    });
  });
});

describeWithFaultyPackage('The security package', () => {
  it('receives one export and one import for a synchronous export and import', () => {
    using conversation = converseByFaultyPackage();
    probe.takeFaultyPackageCalls();
    exportImportAndDispose(conversation.server);
    assert.deepEqual(probe.takeFaultyPackageCalls(), { exports: 1, imports: 1 });
    assert.deepEqual(probe.takeFaultyPackageCalls(), { exports: 0, imports: 0 });
  });
});
