import assert from 'node:assert/strict';

import { exchangeMessages } from '../../windows/support/reference-package';
import { clientOf, converse, serverOf } from '../support/loopback';
import { describeWith, surroundings } from '../support/surroundings';
import { needsNtlm, packageNames, partiesOf } from './parties';

for (const packageName of packageNames) {
  describeWith(`${packageName}: handshake`, partiesOf(packageName), needsNtlm, (parties) => {
    it('step() authenticates the client in three messages, off the main thread', async () => {
      using client = clientOf(parties);
      using server = serverOf(parties);
      const negotiate = await client.step();
      assert.ok(negotiate);
      const challenge = await server.step(negotiate);
      assert.ok(challenge && !server.complete);
      const authenticate = await client.step(challenge);
      assert.ok(authenticate);
      // On Windows, the last message of Negotiate comes from the server.
      const last = await server.step(authenticate);
      if (last !== null) await client.step(last);
      assert.ok(client.complete && server.complete);
      exchangeMessages(client, server);
    });

    it('stepSync() authenticates the client on this thread', () => {
      using conversation = converse(parties);
      const { client, server } = conversation;
      assert.ok(client.complete && server.complete);
      exchangeMessages(client, server);
    });
  });
}

const { ntlm } = surroundings;
const passwordNeeded = 'an account whose password is known is needed';

for (const packageName of packageNames) {
  describeWith(`${packageName}: an identity`, ntlm, passwordNeeded, ({ user, domain }) => {
    const refused = {
      name: 'SspiError',
      syscall: 'AcceptSecurityContext',
      code: 'SEC_E_LOGON_DENIED',
      status: 0x8009030c,
    };

    it('stepSync() of the server refuses a wrong password: SEC_E_LOGON_DENIED', () => {
      const identity = { user, domain, password: 'wrong' };
      const wrong = { packageName, targetName: 'HTTP/localhost', identity };
      using client = clientOf(wrong);
      using server = serverOf(wrong);
      const challenge = server.stepSync(client.stepSync() ?? Buffer.alloc(0));
      const authenticate = client.stepSync(challenge);
      assert.ok(authenticate);
      assert.throws(() => server.stepSync(authenticate), refused);
      assert.equal(server.complete, false);
    });

    it('stepSync() fails without an identity if no winbind service knows the current user', () => {
      assert.throws(() => converse({ packageName, targetName: 'HTTP/localhost' }), {
        name: 'SspiError',
        syscall: 'InitializeSecurityContextW',
        // Negotiate of Wine 10 reports NTLM's error.
        code:
          packageName === 'NTLM' ? 'SEC_E_INVALID_TOKEN' : /^SEC_E_(NO_CREDENTIALS|INVALID_TOKEN)$/,
      });
    });
  });
}
