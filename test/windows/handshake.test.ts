import assert from 'node:assert/strict';

import { AscRet, ClientSecurityContext, IscRet, ServerSecurityContext } from 'sspi-handoff';

import {
  acquire,
  converse,
  exchangeMessages,
  newClient,
  newServer,
  packageName,
  shakeHands,
} from './support/reference-package';
import { callsOf, observe } from './support/win32-probe';

describe('Handshake', () => {
  it('authenticates client and server to each other', () => {
    using conversation = converse();
    const { client, server } = conversation;
    assert.ok(client.complete && server.complete);
    assert.ok(client.attributes & IscRet.MUTUAL_AUTH);
    assert.ok(server.attributes & AscRet.MUTUAL_AUTH);
    assert.equal(server.query('names'), 'EXAMPLE\\alice');
    assert.equal(client.packageName, packageName);
  });

  it('goes step by step off the main thread', async () => {
    using client = newClient();
    using server = newServer();
    let toServer = await client.step();
    let steps = 0;
    while (toServer !== null) {
      const toClient = await server.step(toServer);
      toServer = toClient === null ? null : await client.step(toClient);
      steps++;
    }
    assert.ok(client.complete && server.complete);
    assert.ok(steps > 1);
    exchangeMessages(client, server);
  });

  it('refuses a wrong password by name', () => {
    using credentials = acquire('outbound', 'wrong');
    using client = new ClientSecurityContext({ credentials });
    using server = newServer();
    assert.throws(() => shakeHands(client, server), {
      code: 'SEC_E_LOGON_DENIED',
      syscall: 'AcceptSecurityContext',
      packageName,
    });
    assert.equal(server.complete, false);
  });

  it('refuses a token that is none', () => {
    using server = newServer();
    assert.throws(() => server.stepSync(Buffer.from('not a token')), {
      code: 'SEC_E_INVALID_TOKEN',
    });
  });

  it('refuses a token of an earlier handshake', () => {
    using earlier = converse();
    using server = newServer();
    const [hello, , proof] = earlier.tokens;
    assert.ok(hello && proof);
    server.stepSync(hello);
    assert.throws(() => server.stepSync(proof), { code: 'SEC_E_LOGON_DENIED' });
  });

  it('completes the token after SEC_I_COMPLETE_AND_CONTINUE and SEC_I_COMPLETE_NEEDED', () => {
    const calls = observe(() => {
      using conversation = converse(true);
      assert.ok(conversation.client.complete && conversation.server.complete);
      exchangeMessages(conversation.client, conversation.server);
    });
    assert.equal(callsOf(calls, 'CompleteAuthToken').length, 2);
  });

  it('names what the credentials are not for', () => {
    using credentials = acquire('inbound');
    using client = new ClientSecurityContext({ credentials });
    assert.throws(() => client.stepSync(), { code: 'SEC_E_NO_CREDENTIALS' });
    using outbound = acquire('outbound');
    using server = new ServerSecurityContext({ credentials: outbound });
    using other = newClient();
    const hello = other.stepSync();
    assert.ok(hello);
    assert.throws(() => server.stepSync(hello), { code: 'SEC_E_NO_CREDENTIALS' });
  });
});
