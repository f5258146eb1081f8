import assert from 'node:assert/strict';
import { inspect } from 'node:util';

import {
  AccessToken,
  ClientSecurityContext,
  Credentials,
  openHandles,
  SecurityContext,
  ServerSecurityContext,
} from 'sspi-handoff';

import { membersOf, notPublic } from './support/class-members';
import {
  acquire,
  converse,
  describeWithReferencePackage,
  exchangeMessages,
  newClient,
  newServer,
} from './support/reference-package';
import { callsOf, observe, observeAsync, whileSlow } from './support/win32-probe';

const COPY = { flags: 0 };

const bytes = Buffer.from('late');
const parts = { trailer: bytes, data: bytes };

/** Valid arguments of the methods that need some. */
const argumentsOf: Readonly<Record<string, unknown[]>> = {
  decrypt: [parts],
  decryptInPlace: [parts],
  decryptRecord: [bytes],
  duplicateTo: [process.pid],
  encrypt: [bytes],
  encryptInPlace: [parts],
  encryptRecord: [bytes],
  impersonate: [() => undefined],
  isMember: ['S-1-1-0'],
  query: ['names'],
  sign: [bytes],
  step: [bytes],
  stepSync: [bytes],
  unwrap: [bytes],
  unwrapAll: [[bytes]],
  verify: [bytes, bytes],
  wrap: [bytes],
  wrapAll: [[bytes]],
};

const usableWhenDisposed = [
  ...['dispose', String(Symbol.dispose)],
  // Results of the handshake and of the acquisition stay available.
  ...['attributes', 'complete', 'expiry', 'extra'],
  ...['importPackageName', 'negotiatedPackageName', 'packageName'],
  // Inspection shows that the object is disposed.
  ...['toJSON', String(inspect.custom)],
  ...notPublic,
];

function newImported(): SecurityContext {
  using conversation = converse();
  using exported = conversation.server.exportSync();
  return SecurityContext.importSync(exported);
}

describeWithReferencePackage('One operation at a time:', () => {
  it('asynchronous operations run in the order of their calls', async () => {
    using conversation = converse();
    const { server } = conversation;
    const order: string[] = [];
    await whileSlow('ExportSecurityContext', 20, async () => {
      const copies = [1, 2, 3].map(async (turn) => {
        const exported = await server.export(COPY);
        order.push(`copy ${String(turn)}`);
        exported.dispose();
      });
      const moved = server.export().then((exported) => {
        order.push('moved');
        exported.dispose();
      });
      const late = server.export(COPY).catch((error: unknown) => {
        order.push((error as NodeJS.ErrnoException).code ?? '');
      });
      await Promise.all([...copies, moved, late]);
    });
    assert.deepEqual(order, ['copy 1', 'copy 2', 'copy 3', 'moved', 'ERR_SSPI_CONTEXT_EXPORTED']);
  });

  it('a synchronous operation on a busy context throws ERR_SSPI_CONTEXT_BUSY, and the context stays usable', async () => {
    using conversation = converse();
    const { client, server } = conversation;
    const exporting = server.export(COPY);
    for (const use of [
      () => server.exportSync(COPY),
      () => server.sign(Buffer.from('now')),
      () => server.query('names'),
    ]) {
      assert.throws(use, { name: 'SspiUsageError', code: 'ERR_SSPI_CONTEXT_BUSY' });
    }
    (await exporting).dispose();
    exchangeMessages(client, server);
  });

  it('a slow operation does not block the event loop', async () => {
    using conversation = converse();
    let turns = 0;
    await whileSlow('ExportSecurityContext', 200, async () => {
      const turning = setInterval(() => turns++);
      (await conversation.server.export(COPY)).dispose();
      clearInterval(turning);
    });
    assert.ok(turns > 5, `the event loop turned ${String(turns)} times`);
  });
});

describeWithReferencePackage('dispose()', () => {
  it('deletes the context once, even if it is called again', () => {
    const calls = observe(() => {
      using conversation = converse();
      conversation.server.dispose();
      conversation.server.dispose();
      conversation.server[Symbol.dispose]();
    });
    assert.equal(callsOf(calls, 'DeleteSecurityContext').length, 2);
    assert.equal(callsOf(calls, 'FreeCredentialsHandle').length, 2);
  });

  it('deletes nothing for a context without a handshake', () => {
    const calls = observe(() => {
      newClient().dispose();
    });
    assert.equal(callsOf(calls, 'DeleteSecurityContext').length, 0);
  });

  for (const [type, make] of [
    [AccessToken, () => AccessToken.ofProcess()],
    [ClientSecurityContext, () => newClient()],
    [Credentials, () => acquire('both')],
    [SecurityContext, newImported],
    [ServerSecurityContext, () => newServer()],
  ] as const) {
    it(`makes every method of ${type.name} throw ERR_SSPI_DISPOSED`, async () => {
      const disposed = make();
      disposed.dispose();
      const members = membersOf(type).filter(([name]) => !usableWhenDisposed.includes(name));
      assert.notEqual(members.length, 0);
      for (const [name, member] of members) {
        await assert.rejects(
          async () => {
            await member.apply(disposed, argumentsOf[name] ?? []);
          },
          { name: 'SspiUsageError', code: 'ERR_SSPI_DISPOSED' },
          name,
        );
      }
    });
  }

  it('lets a running export finish, and then deletes the context', async () => {
    using conversation = converse();
    const { client, server } = conversation;
    const calls = await observeAsync(async () => {
      await whileSlow('ExportSecurityContext', 50, async () => {
        const exporting = server.export(COPY);
        const waiting = server.export(COPY);
        server.dispose();
        assert.equal(openHandles().securityContexts, 2);
        await assert.rejects(waiting, { code: 'ERR_SSPI_DISPOSED' });
        using exported = await exporting;
        using imported = SecurityContext.importSync(exported);
        exchangeMessages(client, imported);
      });
      assert.equal(openHandles().securityContexts, 1);
    });
    assert.equal(callsOf(calls, 'ExportSecurityContext').length, 1);
    assert.equal(callsOf(calls, 'DeleteSecurityContext').length, 2);
  });

  it('lets a running handshake step finish', async () => {
    const client = newClient();
    const stepping = client.step();
    client.dispose();
    assert.ok(await stepping);
    await assert.rejects(client.step(), { code: 'ERR_SSPI_DISPOSED' });
  });
});

describeWithReferencePackage('The garbage collector', () => {
  async function collectUntil(condition: () => boolean): Promise<void> {
    const { gc } = globalThis;
    assert.ok(gc, 'run with --expose-gc');
    for (let round = 0; round < 100 && !condition(); round++) {
      gc();
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.ok(condition());
  }

  it('frees objects that were never disposed', async () => {
    const calls = await observeAsync(async () => {
      (() => {
        for (let i = 0; i < 20; i++) {
          const { client, server } = converse();
          const exported = server.exportSync();
          SecurityContext.importSync(exported);
          assert.ok(client.complete);
        }
      })();
      assert.ok(openHandles().securityContexts >= 20);
      await collectUntil(
        () => openHandles().securityContexts === 0 && openHandles().accessTokens === 0,
      );
    });
    assert.equal(callsOf(calls, 'DeleteSecurityContext').length, 40);
    assert.equal(callsOf(calls, 'FreeCredentialsHandle').length, 40);
  });

  it('does not free a context during an operation', async () => {
    const exporting = (() => {
      const { client, server } = converse();
      client.dispose();
      return whileSlow('ExportSecurityContext', 100, async () => {
        const exported = await server.export();
        assert.ok(exported.packedContext.length > 0);
        exported.dispose();
      });
    })();
    globalThis.gc?.();
    await exporting;
    await collectUntil(() => openHandles().securityContexts === 0);
  });
});
