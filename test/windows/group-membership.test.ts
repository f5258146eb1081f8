import assert from 'node:assert/strict';

import { AccessToken, TokenAccess } from 'sspi-handoff';

import { converse, describeWithReferencePackage } from './support/reference-package';
import { probe } from './support/win32-probe';
import { itOnWindows } from './support/wine';

const everyone = 'S-1-1-0';
const users = 'S-1-5-32-545';
/** A group of no computer. */
const unknown = 'S-1-5-21-1-2-3-4';

describeWithReferencePackage('AccessToken', () => {
  let own: AccessToken;

  beforeEach(() => {
    own = AccessToken.ofProcess();
  });

  afterEach(() => {
    own.dispose();
  });

  it('isMember() is true for each enabled group, and false for any other SID', () => {
    using impersonation = own.duplicate({ type: 'impersonation' });
    for (const token of [own, impersonation]) {
      for (const { sid, enabled } of own.groupsSync({ accounts: false })) {
        assert.equal(token.isMember(sid), enabled, sid);
      }
      assert.equal(token.isMember(unknown), false);
    }
  });

  itOnWindows(
    'isMember() is true for the user of the token',
    'CheckTokenMembership reads the groups only',
    () => {
      assert.equal(own.isMember(own.userSync().sid), true);
    },
  );

  it("isMember() accepts the token of a server's client", () => {
    using conversation = converse();
    using clients = conversation.server.openAccessTokenSync();
    assert.equal(clients.isMember(users), own.isMember(users));
    assert.equal(clients.isMember(unknown), false);
  });

  it('isMember() is false for a deny-only group', () => {
    assert.equal(own.isMember(everyone), true);
    using restricted = AccessToken.fromHandle(probe.makeTokenWithoutEveryone());
    using impersonation = restricted.duplicate({ type: 'impersonation' });
    assert.equal(restricted.isMember(everyone), false);
    assert.equal(impersonation.isMember(everyone), false);
    assert.equal(restricted.isMember(users), own.isMember(users));
  });

  it('isMember() leaves the number of open handles as it was', () => {
    own.isMember(users);
    const before = probe.processHandleCount();
    own.isMember(users);
    own.isMember(unknown);
    assert.equal(probe.processHandleCount(), before);
  });

  it('isMember() needs TOKEN_QUERY, and TOKEN_DUPLICATE for a primary token', () => {
    const denied = { name: 'WindowsError', code: 'ERROR_ACCESS_DENIED' };
    using queryOnly = AccessToken.ofProcess({ access: TokenAccess.QUERY });
    assert.throws(() => queryOnly.isMember(users), { ...denied, syscall: 'DuplicateTokenEx' });
    using withoutQuery = own.duplicate({ access: TokenAccess.DUPLICATE });
    assert.throws(() => withoutQuery.isMember(users), {
      ...denied,
      syscall: 'GetTokenInformation',
    });
    using impersonation = own.duplicate({ type: 'impersonation', access: TokenAccess.QUERY });
    assert.equal(impersonation.isMember(users), own.isMember(users));
  });

  it('isMember() refuses text that is not a SID, before any system call', () => {
    for (const text of [
      '',
      'BA',
      'S-1-5',
      's-1-5-32-544',
      'S-2-5-32-544',
      'S-1-5-32-0x220',
      'S-1-5-32-544 ',
      'S-1-5-32-4294967296',
      `S-1-5${'-1'.repeat(16)}`,
    ]) {
      assert.throws(() => own.isMember(text), { code: 'ERR_INVALID_ARG_VALUE' }, text);
    }
    own.dispose();
    assert.throws(() => own.isMember(users), { code: 'ERR_SSPI_DISPOSED' });
  });
});
