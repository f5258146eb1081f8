import assert from 'node:assert/strict';

import { AccessToken, openHandles, TokenAccess, type TokenUser } from 'sspi-handoff';

import { converse, describeWithReferencePackage, newServer } from './support/reference-package';
import { names, observe, onlyCallOf, probe } from './support/win32-probe';

function withToken(use: (token: AccessToken) => void): void {
  using conversation = converse();
  using exported = conversation.server.exportSync({ flags: 0 });
  assert.ok(exported.accessToken);
  use(exported.accessToken);
}

/** Only this package opens handles of the token, so their number does not depend on other threads. */
function handlesOfSameObject(handle: bigint): number[] {
  return probe
    .handlesOf(process.pid)
    .map(({ value }) => value)
    .filter((value) => probe.isSameObject(handle, BigInt(value)));
}

describeWithReferencePackage('AccessToken', () => {
  it('user() and userSync() return the SID, the account and the domain', async () => {
    using conversation = converse();
    using exported = conversation.server.exportSync({ flags: 0 });
    assert.ok(exported.accessToken);
    const user: TokenUser = await exported.accessToken.user();
    assert.match(user.sid, /^S-1-5-/);
    assert.match(user.account ?? '', /^[\w $.-]+$/);
    assert.match(user.domain ?? '', /^[\w $.-]+$/);
    assert.deepEqual(exported.accessToken.userSync(), user);
  });

  it('duplicate() creates a token with the requested type and level', () => {
    withToken((token) => {
      using identification = token.duplicate({ impersonationLevel: 'identification' });
      assert.equal(identification.impersonationLevel, 'identification');
      using primary = token.duplicate({ type: 'primary' });
      assert.equal(primary.type, 'primary');
      assert.equal(primary.impersonationLevel, null);
    });
  });

  it('duplicate() refuses to raise the impersonation level', () => {
    withToken((token) => {
      using identification = token.duplicate({ impersonationLevel: 'identification' });
      assert.throws(() => identification.duplicate({ impersonationLevel: 'delegation' }), {
        name: 'WindowsError',
        code: 'ERROR_BAD_IMPERSONATION_LEVEL',
        errno: 1346,
        syscall: 'DuplicateTokenEx',
      });
    });
  });

  it('duplicate() opens a handle with only the requested rights', () => {
    withToken((token) => {
      using queryOnly = token.duplicate({ access: TokenAccess.QUERY });
      assert.match(queryOnly.userSync().sid, /^S-1-5-/);
      assert.throws(() => queryOnly.duplicate(), { code: 'ERROR_ACCESS_DENIED', errno: 5 });
    });
  });

  it('duplicateTo() duplicates a token into a process, where fromHandle() opens it', () => {
    withToken((token) => {
      using adopted = AccessToken.fromHandle(token.duplicateTo(process.pid));
      assert.deepEqual(adopted.userSync(), token.userSync());
    });
  });

  it('fromHandle() refuses a handle that is not an access token, and does not close it', () => {
    const calls = observe(() => {
      assert.throws(() => AccessToken.fromHandle(0x7ffffff0n), {
        code: 'ERROR_INVALID_HANDLE',
        syscall: 'GetTokenInformation',
      });
    });
    assert.deepEqual(names(calls), ['GetTokenInformation']);
  });

  it('fromHandle() duplicates the handle with ownership "leave", and owns it with "take"', () => {
    withToken((token) => {
      const handle = token.duplicateTo(process.pid);
      const before = handlesOfSameObject(handle);
      const copy = AccessToken.fromHandle(handle, { ownership: 'leave' });
      assert.equal(handlesOfSameObject(handle).length, before.length + 1);
      assert.deepEqual(copy.userSync(), token.userSync());
      copy.dispose();
      assert.deepEqual(handlesOfSameObject(handle), before);

      const taken = AccessToken.fromHandle(handle, { ownership: 'take' });
      assert.deepEqual(handlesOfSameObject(handle), before);
      assert.deepEqual(taken.userSync(), token.userSync());
      taken.dispose();
      assert.throws(() => {
        probe.closeHandle(handle);
      });
    });
  });

  it('fromHandle() with ownership "leave" keeps the rights, and refuses other objects', () => {
    withToken((token) => {
      const handle = token.duplicateTo(process.pid, { access: TokenAccess.QUERY });
      using copy = AccessToken.fromHandle(handle, { ownership: 'leave' });
      using taken = AccessToken.fromHandle(handle);
      assert.throws(() => copy.duplicate(), { code: 'ERROR_ACCESS_DENIED' });
      assert.deepEqual(copy.userSync(), taken.userSync());
    });
    assert.throws(() => AccessToken.fromHandle(0x7ffffff0n, { ownership: 'leave' }), {
      code: 'ERROR_INVALID_HANDLE',
      syscall: 'DuplicateHandle',
    });
  });

  it('ofProcess() opens the token of the process with only the requested rights', () => {
    using own = AccessToken.ofProcess();
    assert.equal(own.type, 'primary');
    assert.equal(own.impersonationLevel, null);
    withToken((token) => {
      assert.deepEqual(own.userSync(), token.userSync());
    });
    using queryOnly = AccessToken.ofProcess({ access: TokenAccess.QUERY });
    assert.throws(() => queryOnly.duplicate(), { code: 'ERROR_ACCESS_DENIED' });
  });

  it('ofThread() opens the token of an impersonating thread with only the requested rights', () => {
    assert.equal(AccessToken.ofThread(), null);
    withToken((token) => {
      token.impersonate(() => {
        using ofThread = AccessToken.ofThread();
        assert.equal(ofThread?.type, 'impersonation');
        assert.equal(ofThread.impersonationLevel, 'impersonation');
        using queryOnly = AccessToken.ofThread({ access: TokenAccess.QUERY });
        assert.throws(() => queryOnly?.duplicate(), { code: 'ERROR_ACCESS_DENIED' });
      });
    });
  });

  it('openAccessToken() and openAccessTokenSync() return a token that outlives the context', async () => {
    const { client, server } = converse();
    using one = await server.openAccessToken();
    using other = server.openAccessTokenSync();
    client.dispose();
    server.dispose();
    assert.equal(one.impersonationLevel, 'impersonation');
    assert.deepEqual(one.userSync(), other.userSync());
    assert.deepEqual(openHandles(), { accessTokens: 2, credentials: 0, securityContexts: 0 });
  });

  it('openAccessToken() refuses a context that has no access token', async () => {
    using conversation = converse();
    const refused = {
      name: 'SspiError',
      code: 'SEC_E_NO_IMPERSONATION',
      syscall: 'QuerySecurityContextToken',
      packageName: 'HandoffReference',
    };
    assert.throws(() => conversation.client.openAccessTokenSync(), refused);
    await assert.rejects(conversation.client.openAccessToken(), refused);
    using unfinished = newServer();
    assert.throws(() => unfinished.openAccessTokenSync(), {
      code: 'ERR_SSPI_HANDSHAKE_NOT_COMPLETE',
    });
  });

  it('duplicateTo() throws if no process has the pid', () => {
    withToken((token) => {
      assert.throws(() => token.duplicateTo(0x7ffffffc), {
        code: 'ERROR_INVALID_PARAMETER',
        syscall: 'OpenProcess',
        message: /still runs/,
      });
    });
  });

  it('dispose() closes the handle once, and each later use throws', () => {
    withToken((token) => {
      const copy = token.duplicate();
      const calls = observe(() => {
        copy.dispose();
        copy.dispose();
      });
      onlyCallOf(calls, 'CloseHandle');
      assert.throws(() => copy.type, { code: 'ERR_SSPI_DISPOSED' });
      assert.throws(() => copy.userSync(), { code: 'ERR_SSPI_DISPOSED' });
      assert.throws(() => copy.duplicate(), { code: 'ERR_SSPI_DISPOSED' });
      assert.throws(() => copy.duplicateTo(process.pid), { code: 'ERR_SSPI_DISPOSED' });
    });
  });
});
