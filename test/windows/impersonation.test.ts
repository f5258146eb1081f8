import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

import { AccessToken, TokenAccess } from 'sspi-handoff';

import { handlesLost } from './support/losses';
import {
  converse,
  describeWithReferencePackage,
  exchangeMessages,
  newServer,
} from './support/reference-package';
import { clientsPrivileges, threadPrivileges } from './support/thread-privileges';
import { names, observe, onlyCallOf } from './support/win32-probe';

describeWithReferencePackage('impersonate()', () => {
  it('does not call the function if the token lacks the rights: ERROR_ACCESS_DENIED', () => {
    using own = AccessToken.ofProcess();
    using queryOnly = own.duplicate({ type: 'impersonation', access: TokenAccess.QUERY });
    const calls = observe(() => {
      assert.throws(
        () =>
          queryOnly.impersonate(() => {
            throw new Error('called');
          }),
        { code: 'ERROR_ACCESS_DENIED', syscall: 'ImpersonateLoggedOnUser' },
      );
    });
    assert.equal(onlyCallOf(calls, 'SetThreadToken').token, 0n);
    assert.equal(threadPrivileges(), null);
  });

  it('uses the level of the token, and restores the outer level afterwards', () => {
    using own = AccessToken.ofProcess();
    const levels: unknown[] = [];
    const noteLevel = () => {
      using token = AccessToken.ofThread();
      levels.push(token?.impersonationLevel);
    };
    using identification = own.duplicate({
      type: 'impersonation',
      impersonationLevel: 'identification',
    });
    identification.impersonate(() => {
      noteLevel();
      own.impersonate(noteLevel);
      noteLevel();
    });
    noteLevel();
    assert.deepEqual(levels, ['identification', 'impersonation', 'identification', undefined]);
  });

  it('is refused during impersonation of an anonymous user, which could not be restored', () => {
    using own = AccessToken.ofProcess();
    using anonymous = own.duplicate({ type: 'impersonation', impersonationLevel: 'anonymous' });
    const refused = { code: 'ERROR_CANT_OPEN_ANONYMOUS', syscall: 'OpenThreadToken' };
    anonymous.impersonate(() => {
      assert.throws(() => AccessToken.ofThread(), refused);
      assert.throws(() => own.impersonate(() => 'called'), refused);
    });
    assert.equal(threadPrivileges(), null);
  });

  it("calls the package for a context, and fails with the package's status", () => {
    using conversation = converse();
    const { client, server } = conversation;
    const calls = observe(() => {
      server.impersonate(() => undefined);
    });
    assert.deepEqual(names(calls), [
      'OpenThreadToken',
      'ImpersonateSecurityContext',
      'RevertSecurityContext',
      'SetThreadToken',
    ]);
    assert.throws(() => client.impersonate(() => 'called'), {
      name: 'SspiError',
      code: 'SEC_E_NO_IMPERSONATION',
      syscall: 'ImpersonateSecurityContext',
      packageName: 'HandoffReference',
    });
    using unfinished = newServer();
    assert.throws(() => unfinished.impersonate(() => 'called'), {
      code: 'ERR_SSPI_HANDSHAKE_NOT_COMPLETE',
    });
  });

  it('does not compile with a function that returns a promise', () => {
    using own = AccessToken.ofProcess();
    const text: string = own.impersonate(() => 'text');
    assert.equal(text, 'text');
    // @ts-expect-error: Promise<string> is not assignable to never.
    assert.throws(() => own.impersonate(() => Promise.resolve('text')), TypeError);
  });

  it('leaves the context usable during and after the call', () => {
    using conversation = converse();
    const { client, server } = conversation;
    server.impersonate(() => {
      exchangeMessages(client, server);
    });
    exchangeMessages(client, server);
  });

  it('reverts even if the function exports the context', () => {
    using conversation = converse();
    const { server } = conversation;
    server.impersonate(() => {
      server.exportSync().dispose();
      assert.deepEqual(threadPrivileges(), clientsPrivileges);
    });
    assert.equal(threadPrivileges(), null);
  });

  it('throws ERR_SSPI_CONTEXT_BUSY on a busy context', async () => {
    using conversation = converse();
    const exporting = conversation.server.export({ flags: 0 });
    assert.throws(() => conversation.server.impersonate(() => 'called'), {
      code: 'ERR_SSPI_CONTEXT_BUSY',
    });
    (await exporting).dispose();
  });

  it('leaves no handle open if its thread is terminated', async function () {
    this.timeout(120_000);
    const lost = await handlesLost(async () => {
      for (let round = 0; round < 15; round++) {
        const worker = new Worker(join(__dirname, 'support', 'impersonating-thread.js'));
        await once(worker, 'message');
        await worker.terminate();
      }
    });
    assert.equal(lost, 0);
  });

  it('ends the process before any other code runs if it cannot revert', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sspi-handoff-'));
    try {
      const file = join(folder, 'reached');
      const child = fork(join(__dirname, 'support', 'impersonation-not-ended.js'), [file]);
      const [code] = (await once(child, 'exit')) as [number | null];
      assert.equal(readFileSync(file, 'utf8'), 'function\n');
      // The status of an exception, and not one of Node's own exit codes.
      assert.ok(code !== null && code >= 0xc0000000, `exit code ${String(code)}`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
