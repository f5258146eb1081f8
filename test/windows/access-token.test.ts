import assert from 'node:assert/strict';

import { AccessToken, TokenAccess, type TokenUser } from 'sspi-handoff';

import { converse } from './support/reference-package';
import { names, observe, onlyCallOf } from './support/win32-probe';

function withToken(use: (token: AccessToken) => void): void {
  using conversation = converse();
  using exported = conversation.server.exportSync({ flags: 0 });
  assert.ok(exported.accessToken);
  use(exported.accessToken);
}

describe('AccessToken', () => {
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
