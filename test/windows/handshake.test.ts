import assert from 'node:assert/strict';

import {
  AscReq,
  AscRet,
  ClientSecurityContext,
  conductHandshake,
  flagNames,
  IscReq,
  IscRet,
  ServerSecurityContext,
} from 'sspi-handoff';

import {
  acquire,
  converse,
  describeWithReferencePackage,
  exchangeMessages,
  itWhereDispatched,
  newClient,
  newServer,
  packageName,
  protection,
  shakeHands,
} from './support/reference-package';
import { callsOf, observe } from './support/win32-probe';

describeWithReferencePackage('A handshake', () => {
  it('authenticates the client and the server to each other', () => {
    using conversation = converse();
    const { client, server } = conversation;
    assert.ok(client.complete && server.complete);
    assert.ok(client.attributes & IscRet.MUTUAL_AUTH);
    assert.ok(server.attributes & AscRet.MUTUAL_AUTH);
    assert.equal(server.query('names'), 'EXAMPLE\\alice');
    assert.equal(client.packageName, packageName);
  });

  it('runs step by step off the main thread', async () => {
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

  it('returns tokens that later steps do not change', () => {
    using client = newClient();
    using server = newServer();
    const first = client.stepSync();
    assert.ok(first);
    const copy = Buffer.from(first);
    server.stepSync(first);
    assert.deepEqual(first, copy);
  });

  it('refuses a wrong password with SEC_E_LOGON_DENIED', () => {
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

  it('refuses an invalid token with SEC_E_INVALID_TOKEN', () => {
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

  itWhereDispatched(
    'completes the token after SEC_I_COMPLETE_AND_CONTINUE and SEC_I_COMPLETE_NEEDED',
    'CompleteAuthToken',
    () => {
      const calls = observe(() => {
        using conversation = converse(true);
        assert.ok(conversation.client.complete && conversation.server.complete);
        exchangeMessages(conversation.client, conversation.server);
      });
      assert.equal(callsOf(calls, 'CompleteAuthToken').length, 2);
    },
  );

  it('refuses credentials for the other side with SEC_E_NO_CREDENTIALS', () => {
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

  it('reports the granted flags', () => {
    using client = newClient();
    using server = newServer();
    assert.deepEqual([client.attributes, server.attributes], [0, 0]);
    shakeHands(client, server);
    const granted = [
      'MUTUAL_AUTH',
      'REPLAY_DETECT',
      'SEQUENCE_DETECT',
      'CONFIDENTIALITY',
      'CONNECTION',
      'INTEGRITY',
    ];
    assert.deepEqual(flagNames(IscRet, client.attributes).sort(), [...granted].sort());
    assert.deepEqual(flagNames(AscRet, server.attributes).sort(), [...granted].sort());
  });

  itWhereDispatched(
    'grants DCE style and the identification level if they are requested',
    'CompleteAuthToken',
    () => {
      using client = newClient({ requirements: IscReq.USE_DCE_STYLE | IscReq.IDENTIFY });
      using server = newServer(AscReq.USE_DCE_STYLE);
      shakeHands(client, server);
      for (const flag of ['USED_DCE_STYLE', 'IDENTIFY']) {
        assert.ok(flagNames(IscRet, client.attributes).includes(flag), flag);
        assert.ok(flagNames(AscRet, server.attributes).includes(flag), flag);
      }
      using token = server.query('accessToken');
      assert.equal(token.impersonationLevel, 'identification');
    },
  );

  it('leaves no extra bytes of a token that was consumed to its end', () => {
    using conversation = converse();
    assert.equal(conversation.client.extra.length, 0);
    assert.equal(conversation.server.extra.length, 0);
  });
});

describeWithReferencePackage('conductHandshake()', () => {
  for (const dceStyle of [false, true]) {
    it(`completes the handshake of a client and a server${dceStyle ? ' in DCE style' : ''}`, async () => {
      const [forClient, forServer] = dceStyle
        ? [IscReq.USE_DCE_STYLE, AscReq.USE_DCE_STYLE]
        : [0, 0];
      using client = newClient({ requirements: protection.client | forClient });
      using server = newServer(protection.server | forServer);
      const tokens = await conductHandshake(client, server);
      assert.equal(tokens.length, 4);
      assert.ok(tokens.every((token) => Buffer.isBuffer(token) && token.length > 0));
      assert.ok(client.complete && server.complete);
      exchangeMessages(client, server);
    });
  }

  it('rejects with the error of a side', async () => {
    using credentials = acquire('outbound', 'wrong');
    using client = newClient({ credentials });
    using server = newServer();
    await assert.rejects(conductHandshake(client, server), {
      code: 'SEC_E_LOGON_DENIED',
      syscall: 'AcceptSecurityContext',
    });
  });

  it('refuses missing and swapped sides', async () => {
    using client = newClient();
    using server = newServer();
    const swapped = conductHandshake as unknown as (...sides: unknown[]) => Promise<unknown>;
    for (const sides of [[server, client], [client], [client, client], []]) {
      await assert.rejects(swapped(...sides), { code: 'ERR_INVALID_ARG_TYPE' });
    }
    assert.ok(!client.complete);
    await conductHandshake(client, server);
  });
});
