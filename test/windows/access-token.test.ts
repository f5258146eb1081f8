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

describeWithReferencePackage('AccessToken', () => {
  it('tells its user: SID, account and domain, on and off the main thread', async () => {
    using conversation = converse();
    using exported = conversation.server.exportSync({ flags: 0 });
    assert.ok(exported.accessToken);
    const user: TokenUser = await exported.accessToken.user();
    assert.match(user.sid, /^S-1-5-/);
    assert.match(user.account ?? '', /^[\w $.-]+$/);
    assert.match(user.domain ?? '', /^[\w $.-]+$/);
    assert.deepEqual(exported.accessToken.userSync(), user);
  });

  it('duplicates with a type and a level', () => {
    withToken((token) => {
      using identification = token.duplicate({ impersonationLevel: 'identification' });
      assert.equal(identification.impersonationLevel, 'identification');
      using primary = token.duplicate({ type: 'primary' });
      assert.equal(primary.type, 'primary');
      assert.equal(primary.impersonationLevel, null);
    });
  });

  it('refuses to raise its level', () => {
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

  it('duplicates with the rights that are asked for, and no more', () => {
    withToken((token) => {
      using queryOnly = token.duplicate({ access: TokenAccess.QUERY });
      assert.match(queryOnly.userSync().sid, /^S-1-5-/);
      assert.throws(() => queryOnly.duplicate(), { code: 'ERROR_ACCESS_DENIED', errno: 5 });
    });
  });

  it('goes into a process by its id, and is taken over there from the handle value', () => {
    withToken((token) => {
      using adopted = AccessToken.fromHandle(token.duplicateTo(process.pid));
      assert.deepEqual(adopted.userSync(), token.userSync());
    });
  });

  it('takes over nothing that is not an access token, and leaves it open', () => {
    const calls = observe(() => {
      assert.throws(() => AccessToken.fromHandle(0x7ffffff0n), {
        code: 'ERROR_INVALID_HANDLE',
        syscall: 'GetTokenInformation',
      });
    });
    assert.deepEqual(names(calls), ['GetTokenInformation']);
  });

  it('can leave the handle to its owner, and is then closed on its own', () => {
    withToken((token) => {
      const handle = token.duplicateTo(process.pid);
      const before = probe.processHandleCount();
      const copy = AccessToken.fromHandle(handle, { ownership: 'leave' });
      assert.equal(probe.processHandleCount(), before + 1);
      assert.deepEqual(copy.userSync(), token.userSync());
      copy.dispose();
      assert.equal(probe.processHandleCount(), before);

      using taken = AccessToken.fromHandle(handle, { ownership: 'take' });
      assert.equal(probe.processHandleCount(), before);
      assert.deepEqual(taken.userSync(), token.userSync());
    });
  });

  it('copies with the rights of the handle, and nothing that is not an access token', () => {
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

  it('is of the process, with the rights that are asked for', () => {
    using own = AccessToken.ofProcess();
    assert.equal(own.type, 'primary');
    assert.equal(own.impersonationLevel, null);
    withToken((token) => {
      assert.deepEqual(own.userSync(), token.userSync());
    });
    using queryOnly = AccessToken.ofProcess({ access: TokenAccess.QUERY });
    assert.throws(() => queryOnly.duplicate(), { code: 'ERROR_ACCESS_DENIED' });
  });

  it('is of the thread while that impersonates, with the rights that are asked for', () => {
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

  it('is opened from a context, on and off the main thread, and outlives it', async () => {
    const { client, server } = converse();
    using one = await server.openAccessToken();
    using other = server.openAccessTokenSync();
    client.dispose();
    server.dispose();
    assert.equal(one.impersonationLevel, 'impersonation');
    assert.deepEqual(one.userSync(), other.userSync());
    assert.deepEqual(openHandles(), { accessTokens: 2, credentials: 0, securityContexts: 0 });
  });

  it('is not opened from a context that has none', async () => {
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

  it('does not go into a process that is not there', () => {
    withToken((token) => {
      assert.throws(() => token.duplicateTo(0x7ffffffc), {
        code: 'ERROR_INVALID_PARAMETER',
        syscall: 'OpenProcess',
        message: /still runs/,
      });
    });
  });

  it('is closed once, and then refuses', () => {
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
