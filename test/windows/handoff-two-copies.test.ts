import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { onContext, sendContext } from 'sspi-handoff';

import { AdoptingProcess } from './support/adopting-process';
import { connectedPair } from './support/connected-pair';
import { assertIsHere, failureOf } from './support/failed-handoff';
import { converse } from './support/reference-package';
import { describeWithPackage, packageUnderTest } from './support/test-packages';

/** The package once more, as a second version in node_modules is loaded. */
function secondCopy(): typeof import('sspi-handoff') {
  const load = createRequire(join(__dirname, 'x.js'));
  const path = load.resolve('sspi-handoff');
  const first = load.cache[path];
  Reflect.deleteProperty(load.cache, path);
  try {
    return load(path) as typeof import('sspi-handoff');
  } finally {
    load.cache[path] = first;
  }
}

describeWithPackage('Two copies of the package in one thread', () => {
  const other = secondCopy();

  it('are two copies', () => {
    assert.notEqual(other.onContext, onContext);
  });

  it('share the right to listen: onContext() of the second one is refused', () => {
    const listening = onContext(() => undefined);
    assert.throws(() => other.onContext(() => undefined), {
      code: 'ERR_SSPI_ALREADY_LISTENING',
      message: /another copy/,
    });
    listening.dispose();
    other.onContext(() => undefined).dispose();
  });

  it('share what tickets were redeemed', async () => {
    using conversation = converse();
    const { offerContext, adoptContext } = await import('sspi-handoff');
    using offer = await offerContext(conversation.server, process);
    (await adoptContext(offer.ticket)).dispose();
    await offer.adopted;
    await assert.rejects(other.adoptContext(offer.ticket), {
      code: 'ERR_HANDOFF_ALREADY_ADOPTED',
    });
  });

  it('share what sockets are under way', async () => {
    const { client, accepted } = await connectedPair();
    using conversation = converse();
    const deaf = { pid: process.pid, send: () => true };
    const first = failureOf(
      sendContext(deaf, conversation.server, { socket: accepted, expiresIn: 200 }),
    );
    using credentials = await other.Credentials.acquire({
      packageName: packageUnderTest.name,
      use: 'inbound',
      ...(packageUnderTest.identity && { identity: packageUnderTest.identity }),
    });
    using context = new other.ServerSecurityContext({ credentials });
    await assert.rejects(other.sendContext(deaf, context, { socket: accepted }), {
      code: 'ERR_INVALID_ARG_VALUE',
      message: /another handoff/,
    });
    assertIsHere(await first, conversation.client);
    client.destroy();
    accepted.destroy();
  });
});

describeWithPackage('sendContext() with a socket under another runtime', () => {
  for (const runtime of ['bun', 'deno']) {
    it(`is refused by name under ${runtime}, before anything is exported`, async () => {
      const { versions } = process;
      Object.defineProperty(process, 'versions', {
        configurable: true,
        value: { ...versions, [runtime]: '1.0.0' },
      });
      const adopter = await AdoptingProcess.start();
      const { client, accepted } = await connectedPair();
      using conversation = converse();
      try {
        await assert.rejects(
          sendContext(adopter.child, conversation.server, { socket: accepted }),
          { code: 'ERR_INVALID_ARG_VALUE', message: new RegExp(`under ${runtime}`) },
        );
      } finally {
        Object.defineProperty(process, 'versions', { configurable: true, value: versions });
      }
      accepted.write('still here');
      assert.deepEqual(await once(client, 'data'), [Buffer.from('still here')]);
      conversation.server.sign(Buffer.from('still here'));
      client.destroy();
      accepted.destroy();
      await adopter.stop();
    });
  }
});
