import assert from 'node:assert/strict';

import {
  AccessToken,
  type ContextAttributeName,
  type ContextAttributes,
  querySecurityPackageInfoSync,
  SecurityContext,
  SspiUsageError,
} from 'sspi-handoff';

import {
  type Conversation,
  converse,
  describeWithReferencePackage,
  exchangeMessages,
  itWhereDispatched,
  newClient,
  packageName,
} from './support/reference-package';
import { callsOf, observe, onlyCallOf } from './support/win32-probe';

/** The sides that answer a query in the reference package, and the memory blocks of the answer. */
const answers: Record<ContextAttributeName, { sides: 'both' | 'server' | 'none'; blocks: number }> =
  {
    accessToken: { sides: 'server', blocks: 0 },
    applicationProtocol: { sides: 'none', blocks: 0 },
    clientSpecifiedTarget: { sides: 'both', blocks: 1 },
    connectionInfo: { sides: 'none', blocks: 0 },
    endpointBindings: { sides: 'none', blocks: 0 },
    flags: { sides: 'both', blocks: 0 },
    isLoopback: { sides: 'none', blocks: 0 },
    keyInfo: { sides: 'none', blocks: 0 },
    lastClientTokenStatus: { sides: 'none', blocks: 0 },
    lifespan: { sides: 'both', blocks: 0 },
    names: { sides: 'both', blocks: 1 },
    nativeNames: { sides: 'none', blocks: 0 },
    negotiationInfo: { sides: 'both', blocks: 1 },
    packageInfo: { sides: 'both', blocks: 1 },
    remoteCertificate: { sides: 'none', blocks: 0 },
    sessionKey: { sides: 'both', blocks: 1 },
    sizes: { sides: 'both', blocks: 0 },
    streamSizes: { sides: 'none', blocks: 0 },
    uniqueBindings: { sides: 'none', blocks: 0 },
  };

function bothSides<Name extends ContextAttributeName>(
  { client, server }: Conversation,
  name: Name,
): [ContextAttributes[Name], ContextAttributes[Name]] {
  return [client.query(name), server.query(name)];
}

describeWithReferencePackage('SecurityContext', () => {
  for (const [name, { sides, blocks }] of Object.entries(answers) as [
    ContextAttributeName,
    (typeof answers)[ContextAttributeName],
  ][]) {
    for (const side of ['client', 'server'] as const) {
      const isAnswered = sides === 'both' || sides === side;
      if (!isAnswered) {
        it(`query('${name}') throws the package's own status on the ${side}`, () => {
          using conversation = converse();
          const code =
            name === 'accessToken' ? 'SEC_E_NO_IMPERSONATION' : 'SEC_E_UNSUPPORTED_FUNCTION';
          assert.throws(() => conversation[side].query(name), {
            name: 'SspiError',
            code,
            syscall: 'QueryContextAttributesW',
            packageName,
          });
          exchangeMessages(conversation.client, conversation.server);
        });
        continue;
      }

      it(`query('${name}') answers on the ${side}, and frees each block of memory once`, () => {
        using conversation = converse();
        const calls = observe(() => {
          const answer: unknown = conversation[side].query(name);
          assert.notEqual(answer, undefined);
          if (answer instanceof AccessToken) answer.dispose();
        });
        onlyCallOf(calls, 'QueryContextAttributesW');
        const freed = callsOf(calls, 'FreeContextBuffer').map(({ buffer }) => buffer);
        assert.equal(freed.length, blocks);
        assert.equal(new Set(freed).size, blocks);
        assert.ok(!freed.includes(0n));
      });
    }
  }

  it('query() throws for each attribute before the first step', () => {
    using client = newClient();
    for (const name of Object.keys(answers) as ContextAttributeName[]) {
      assert.throws(
        () => client.query(name),
        (error) =>
          error instanceof SspiUsageError && error.code === 'ERR_SSPI_HANDSHAKE_NOT_COMPLETE',
        name,
      );
    }
  });
});

describeWithReferencePackage('Context attributes', () => {
  it('names is the name of the client, on both sides', () => {
    using conversation = converse();
    assert.deepEqual(bothSides(conversation, 'names'), ['EXAMPLE\\alice', 'EXAMPLE\\alice']);
  });

  it('clientSpecifiedTarget is the target name of the client, on both sides', () => {
    using conversation = converse();
    const target = 'host/example';
    assert.deepEqual(bothSides(conversation, 'clientSpecifiedTarget'), [target, target]);
  });

  it('sizes are the real sizes of a signature and a trailer', () => {
    using conversation = converse();
    const { client } = conversation;
    const sizes = client.query('sizes');
    assert.equal(client.sign(Buffer.from('x')).length, sizes.maxSignature);
    assert.equal(client.encrypt(Buffer.from('x')).trailer.length, sizes.securityTrailer);
    assert.equal(sizes.maxToken, querySecurityPackageInfoSync(packageName).maxTokenSize);
    assert.equal(sizes.blockSize, 1);
    assert.deepEqual(conversation.server.query('sizes'), sizes);
  });

  it('sessionKey is equal on both sides, differs between sessions, and is wiped in SSPI memory', () => {
    using conversation = converse();
    using other = converse();
    const [clientKey, serverKey] = bothSides(conversation, 'sessionKey');
    assert.ok(Buffer.isBuffer(clientKey) && clientKey.length >= 16);
    assert.deepEqual(clientKey, serverKey);
    assert.notDeepEqual(other.client.query('sessionKey'), clientKey);

    const freed = onlyCallOf(
      observe(() => conversation.client.query('sessionKey')),
      'FreeContextBuffer',
    );
    assert.equal(freed.secretSize, BigInt(clientKey.length));
    assert.equal(freed.isWiped, 1n);
  });

  it('sessionKey is a copy: wiping it does not change the context', () => {
    using conversation = converse();
    const { client, server } = conversation;
    const before = Buffer.from(client.query('sessionKey'));
    client.query('sessionKey').fill(0);
    assert.deepEqual(client.query('sessionKey'), before);
    exchangeMessages(client, server);
  });

  it('lifespan starts now and ends in ten hours', () => {
    using conversation = converse();
    for (const { start, expiry } of bothSides(conversation, 'lifespan')) {
      assert.ok(start && expiry);
      assert.ok(Math.abs(start.getTime() - Date.now()) < 60_000, start.toISOString());
      assert.equal(expiry.getTime() - start.getTime(), 10 * 3_600_000);
    }
  });

  it('flags are the flags that the handshake granted', () => {
    for (const dceStyle of [false, true]) {
      using conversation = converse(dceStyle);
      const { client, server } = conversation;
      assert.deepEqual(bothSides(conversation, 'flags'), [client.attributes, server.attributes]);
      assert.notEqual(client.attributes, 0);
    }
  });

  it('packageInfo is equal to the result of querySecurityPackageInfoSync()', () => {
    using conversation = converse();
    const info = querySecurityPackageInfoSync(packageName);
    assert.deepEqual(bothSides(conversation, 'packageInfo'), [info, info]);
  });

  it('negotiationInfo contains the package and the state of the negotiation', () => {
    using conversation = converse();
    const packageInfo = querySecurityPackageInfoSync(packageName);
    for (const info of bothSides(conversation, 'negotiationInfo')) {
      assert.deepEqual(info, { packageInfo, state: 'complete' });
    }
    using client = newClient();
    client.stepSync();
    assert.deepEqual(client.query('negotiationInfo'), { packageInfo, state: 'in-progress' });
  });

  itWhereDispatched(
    'accessToken is a duplicate, and the token of the context stays open',
    'ExportSecurityContext',
    () => {
      using conversation = converse();
      const { server } = conversation;
      const token = server.query('accessToken');
      assert.equal(token.type, 'impersonation');
      const user = token.userSync();
      const calls = observe(() => {
        token.dispose();
      });
      onlyCallOf(calls, 'CloseHandle');

      using again = server.query('accessToken');
      assert.deepEqual(again.userSync(), user);
      using exported = server.exportSync();
      assert.deepEqual(exported.accessToken?.userSync(), user);
      assert.deepEqual(again.userSync(), user);
    },
  );

  itWhereDispatched('keep their values when a context moves', 'ExportSecurityContext', () => {
    using conversation = converse();
    const { server } = conversation;
    const names = ['clientSpecifiedTarget', 'flags', 'lifespan', 'names', 'sessionKey'] as const;
    const before = names.map((name) => server.query(name));
    using exported = server.exportSync();
    using imported = SecurityContext.importSync(exported);
    assert.deepEqual(
      names.map((name) => imported.query(name)),
      before,
    );
  });

  it("throw the package's own status if the package does not support them", () => {
    using conversation = converse();
    assert.throws(() => conversation.client.query('connectionInfo'), {
      code: 'SEC_E_UNSUPPORTED_FUNCTION',
      syscall: 'QueryContextAttributesW',
      packageName,
    });
  });
});
