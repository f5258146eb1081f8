import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { AccessToken, GroupAttributes, TokenAccess, type TokenGroup } from 'sspi-handoff';

import { converse, describeWithReferencePackage } from './support/reference-package';
import { callsOf, observe, probe } from './support/win32-probe';
import { isWine, itOnWindows } from './support/wine';

const everyone = 'S-1-1-0';

function only(groups: readonly TokenGroup[], sid: string): TokenGroup {
  const [group, ...others] = groups.filter((each) => each.sid === sid);
  assert.ok(group && others.length === 0);
  return group;
}

/** Wraps a token of the probe; null if this system has no such token. */
function fromProbe(handle: bigint): AccessToken | null {
  return handle === 0n ? null : AccessToken.fromHandle(handle);
}

describeWithReferencePackage('AccessToken', () => {
  let own: AccessToken;
  let clients: AccessToken;

  beforeEach(() => {
    own = AccessToken.ofProcess();
    using conversation = converse();
    clients = conversation.server.openAccessTokenSync();
  });

  afterEach(() => {
    own.dispose();
    clients.dispose();
  });

  it('groups() returns SID, account, domain and attributes, as does groupsSync()', async () => {
    const groups = await own.groups();
    assert.deepEqual(own.groupsSync(), groups);
    const users = only(groups, 'S-1-5-32-545');
    // The names are in the system's language.
    assert.ok(users.account && users.domain);
    const { ENABLED, ENABLED_BY_DEFAULT, MANDATORY } = GroupAttributes;
    assert.equal(users.attributes, MANDATORY | ENABLED_BY_DEFAULT | ENABLED);
    assert.equal(users.enabled, true);
  });

  it('groupsSync() without accounts looks up no account', () => {
    const named = own.groupsSync();
    const calls = observe(() => {
      assert.deepEqual(
        own.groupsSync({ accounts: false }),
        named.map((group) => ({ ...group, account: null, domain: null })),
      );
    });
    assert.deepEqual(callsOf(calls, 'LookupAccountSidW'), []);
  });

  it('groupsSync() reports a deny-only group as not enabled', () => {
    assert.equal(only(own.groupsSync(), everyone).enabled, true);
    using restricted = fromProbe(probe.makeTokenWithoutEveryone());
    assert.ok(restricted);
    const group = only(restricted.groupsSync(), everyone);
    assert.equal(group.enabled, false);
    assert.ok(group.attributes & GroupAttributes.USE_FOR_DENY_ONLY);
  });

  it('privileges() returns the name and state of each privilege, as does privilegesSync()', async () => {
    const [privilege, ...others] = await clients.privileges();
    assert.deepEqual(others, []);
    assert.equal(privilege?.name, 'SeChangeNotifyPrivilege');
    assert.equal(privilege.enabled, true);
    assert.deepEqual(clients.privilegesSync(), [privilege]);

    const held = await own.privileges();
    assert.ok(held.length > 1);
    assert.ok(held.every(({ name }) => /^Se[A-Z]\w+Privilege$/.test(name)));
    // Every process holds some disabled privileges.
    assert.ok(held.some(({ enabled }) => !enabled));
  });

  it('logonSid is equal for the tokens of one logon', () => {
    assert.match(own.logonSid ?? '', /^S-1-5-5-\d+-\d+$/);
    assert.equal(clients.logonSid, own.logonSid);
    const logon = own.groupsSync().filter(({ sid }) => sid === own.logonSid);
    assert.equal(logon.length, 1);
    assert.equal((logon[0]?.attributes ?? 0) & GroupAttributes.LOGON_ID, 0xc0000000 | 0);
  });

  it('access is the rights of the handle', () => {
    for (const access of [
      TokenAccess.QUERY,
      TokenAccess.QUERY | TokenAccess.DUPLICATE,
      TokenAccess.QUERY | TokenAccess.IMPERSONATE | TokenAccess.ADJUST_PRIVILEGES,
    ]) {
      using opened = AccessToken.ofProcess({ access });
      assert.equal(opened.access, access);
    }
    using withoutQuery = own.duplicate({ access: TokenAccess.IMPERSONATE });
    assert.equal(withoutQuery.access, TokenAccess.IMPERSONATE);
  });

  it('sessionId is the session of the process', () => {
    assert.equal(own.sessionId, probe.processSessionId());
  });

  it('isElevated and elevationType describe the token and its linked token', function () {
    // Wine 10 gives a limited token the high level too.
    if (!isWine) assert.equal(own.isElevated, own.integrityLevel.rid >= 0x3000);
    using linked = fromProbe(probe.openLinkedToken());
    // User Account Control creates no linked token for the built-in Administrator and ordinary
    // users.
    if (linked === null) {
      assert.equal(own.elevationType, 'default');
      return;
    }
    const both = [own.elevationType, linked.elevationType].sort();
    assert.deepEqual(both, ['full', 'limited']);
    assert.equal(own.isElevated, own.elevationType === 'full');
    assert.equal(linked.isElevated, linked.elevationType === 'full');
  });

  itOnWindows(
    'authenticationId is equal for the tokens of one logon',
    'every token has the id 0',
    () => {
      assert.ok(own.authenticationId > 0n);
      assert.equal(clients.authenticationId, own.authenticationId);
    },
  );

  describe('compared with whoami.exe', () => {
    const reason = 'its whoami.exe reports the user name only';

    function whoami(...args: string[]): string {
      const program = join(process.env.SystemRoot ?? '', 'System32', 'whoami.exe');
      return execFileSync(program, args, { encoding: 'utf8' });
    }

    function matches(text: string, pattern: RegExp): string[] {
      return Array.from(text.matchAll(pattern), ([match]) => match);
    }

    itOnWindows('returns the same groups and the same integrity level', reason, () => {
      const reported = matches(whoami('/groups', '/fo', 'csv', '/nh'), /S-1-[\d-]+/g);
      const isGroup = (sid: string) => !sid.startsWith('S-1-16-') && sid !== own.logonSid;
      const held = own.groupsSync().map(({ sid }) => sid);
      assert.deepEqual(held.filter(isGroup).sort(), reported.filter(isGroup).sort());
      assert.ok(reported.includes(`S-1-16-${String(own.integrityLevel.rid)}`));
    });

    itOnWindows('returns the same privileges', reason, () => {
      const reported = matches(whoami('/priv', '/fo', 'csv', '/nh'), /Se\w+Privilege/g);
      const held = own.privilegesSync().map(({ name }) => name);
      assert.deepEqual(held.sort(), reported.sort());
    });

    itOnWindows('returns the same logon SID', reason, () => {
      assert.equal(whoami('/logonid').trim(), own.logonSid);
    });
  });
});
