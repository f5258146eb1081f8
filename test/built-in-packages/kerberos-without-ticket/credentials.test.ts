import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';

import { Credentials } from 'sspi-handoff';

import { exchangeMessages } from '../../windows/support/reference-package';
import { inRealm, needsDomain, packageNames } from '../kerberos/parties';
import { converse } from '../support/loopback';
import { describeWith, type Realm, surroundings } from '../support/surroundings';

// Wine saves the ticket that it obtains with a password, as kinit does.
function deleteTickets({ noTicketFile }: Realm): void {
  rmSync(noTicketFile, { force: true });
}

describeWith('Kerberos: without a ticket', surroundings.realm, needsDomain, (realm) => {
  const acquire = { packageName: 'Kerberos', use: 'outbound' } as const;
  const noCredentials = {
    name: 'SspiError',
    code: 'SEC_E_NO_CREDENTIALS',
    status: 0x8009030e,
    syscall: 'AcquireCredentialsHandleW',
    packageName: 'Kerberos',
  };

  beforeEach(() => {
    deleteTickets(realm);
  });

  it('acquire() fails with SEC_E_NO_CREDENTIALS for the current user', async () => {
    await assert.rejects(Credentials.acquire(acquire), noCredentials);
    assert.throws(() => Credentials.acquireSync(acquire), noCredentials);
  });

  it('a handshake of Negotiate fails for the current user', () => {
    assert.throws(() => converse(inRealm('Negotiate', realm)), {
      name: 'SspiError',
      // Negotiate of Wine 10 then tries NTLM, whose error this is.
      code: /^SEC_E_(NO_CREDENTIALS|INVALID_TOKEN)$/,
    });
  });
});

for (const packageName of packageNames) {
  describeWith(`${packageName}: an explicit identity`, surroundings.realm, needsDomain, (realm) => {
    const { user, password } = realm;
    const identity = { user, domain: realm.realm, password };

    beforeEach(() => {
      deleteTickets(realm);
    });

    it('stepSync() authenticates the identity without a saved ticket', () => {
      using conversation = converse({ ...inRealm(packageName, realm), identity });
      const { client, server } = conversation;
      assert.ok(client.complete && server.complete);
      exchangeMessages(client, server);
    });

    it('stepSync() requests a ticket from the KDC for this identity and target name', () => {
      const before = readFileSync(realm.log, 'utf8').length;
      using conversation = converse({ ...inRealm(packageName, realm), identity });
      assert.ok(conversation.server.complete);
      const issued = readFileSync(realm.log, 'utf8').slice(before);
      assert.match(
        issued,
        new RegExp(`ISSUE: .* ${user}@${realm.realm} for ${realm.target}@${realm.realm}`),
      );
    });

    it('stepSync() or acquireSync() refuses a wrong password', () => {
      const wrong = { ...identity, password: 'wrong' };
      assert.throws(
        () => converse({ ...inRealm(packageName, realm), identity: wrong }),
        packageName === 'Kerberos'
          ? { syscall: 'AcquireCredentialsHandleW', code: '0xc0000001' }
          : // Wine's Negotiate then tries NTLM if ntlm_auth is installed, which denies the logon.
            { name: 'SspiError', code: /^(SEC_E_LOGON_DENIED|0xc0000001)$/ },
      );
    });
  });
}
