import assert from 'node:assert/strict';

import { Credentials } from 'sspi-handoff';

import { serverOf } from '../support/loopback';
import { describeWith, surroundings } from '../support/surroundings';
import { inRealm, needsDomain } from './parties';

describeWith('Kerberos: an identity', surroundings.realm, needsDomain, (realm) => {
  it('acquire() refuses a wrong password although another account has a ticket: 0xc0000001', async () => {
    const identity = { user: realm.user, domain: realm.realm, password: 'wrong' };
    await assert.rejects(
      Credentials.acquire({ packageName: 'Kerberos', use: 'outbound', identity }),
      {
        name: 'SspiError',
        syscall: 'AcquireCredentialsHandleW',
        code: '0xc0000001',
        status: 0xc0000001,
        packageName: 'Kerberos',
      },
    );
  });

  it('acquireSync() refuses a user that the realm does not know: 0xc0000001', () => {
    const identity = { user: 'nobody', domain: realm.realm, password: realm.password };
    assert.throws(
      () => Credentials.acquireSync({ packageName: 'Kerberos', use: 'outbound', identity }),
      { syscall: 'AcquireCredentialsHandleW', code: '0xc0000001' },
    );
  });

  it('acquireSync() needs no identity for a server that has its key', () => {
    using server = serverOf(inRealm('Kerberos', realm));
    assert.equal(server.complete, false);
  });
});
