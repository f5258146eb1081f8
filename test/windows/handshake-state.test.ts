import assert from 'node:assert/strict';

import {
  type ContextAttributeName,
  type HandshakeContext,
  offerContext,
  type ServerSecurityContext,
} from 'sspi-handoff';

import {
  converse,
  describeWithReferencePackage,
  exchangeMessages,
  newClient,
  newServer,
  shakeHands,
} from './support/reference-package';
import { names, observe, observeAsync } from './support/win32-probe';

const bytes = Buffer.from('too early');
const parts = { trailer: bytes, data: bytes };

/** Each use of a context that needs keys or names, and the message of its error. */
const uses: Readonly<Record<string, readonly [(context: HandshakeContext) => unknown, RegExp]>> = {
  sign: [(context) => context.sign(bytes), /cannot sign a message yet/],
  verify: [(context) => context.verify(bytes, bytes), /cannot verify a signature yet/],
  encrypt: [(context) => context.encrypt(bytes), /cannot encrypt a message yet/],
  wrap: [(context) => context.wrap(bytes), /cannot encrypt a message yet/],
  encryptInPlace: [(context) => context.encryptInPlace(parts), /cannot encrypt a message yet/],
  decrypt: [(context) => context.decrypt(parts), /cannot decrypt a message yet/],
  decryptInPlace: [(context) => context.decryptInPlace(parts), /cannot decrypt a message yet/],
  unwrap: [(context) => context.unwrap(bytes), /cannot decrypt a message yet/],
  encryptRecord: [(context) => context.encryptRecord(bytes), /cannot encrypt a record yet/],
  decryptRecord: [(context) => context.decryptRecord(bytes), /cannot decrypt a record yet/],
  shutDownStream: [
    (context) => {
      context.shutDownStream();
    },
    /cannot end its stream yet/,
  ],
  impersonate: [(context) => context.impersonate(() => 'called'), /cannot impersonate its client/],
  openAccessTokenSync: [(context) => context.openAccessTokenSync(), /cannot open the access token/],
  openAccessToken: [(context) => context.openAccessToken(), /cannot open the access token/],
  exportSync: [(context) => context.exportSync(), /cannot be exported yet/],
  export: [(context) => context.export(), /cannot be exported yet/],
  offerContext: [(context) => offerContext(context, process), /cannot be exported yet/],
};

const attributes: readonly ContextAttributeName[] = [
  ...(['accessToken', 'applicationProtocol', 'clientSpecifiedTarget', 'connectionInfo'] as const),
  ...(['endpointBindings', 'flags', 'isLoopback', 'keyInfo', 'lifespan', 'names'] as const),
  ...(['nativeNames', 'remoteCertificate', 'sessionKey', 'sizes', 'streamSizes'] as const),
  'uniqueBindings',
];
const attributesOfHandshake: readonly ContextAttributeName[] = [
  ...(['lastClientTokenStatus', 'negotiationInfo', 'packageInfo'] as const),
];

interface HalfOpenSides extends Disposable {
  readonly client: HandshakeContext;
  readonly server: ServerSecurityContext;
  finish(): void;
}

function newSides(): HalfOpenSides {
  const client = newClient();
  const server = newServer();
  return {
    client,
    server,
    finish: () => shakeHands(client, server),
    [Symbol.dispose]() {
      client.dispose();
      server.dispose();
    },
  };
}

function halfOpenSides(): HalfOpenSides {
  const sides = newSides();
  const { client, server } = sides;
  const hello = client.stepSync();
  assert.ok(hello);
  const challenge = server.stepSync(hello);
  return {
    ...sides,
    finish() {
      const proof = client.stepSync(challenge);
      assert.ok(proof);
      client.stepSync(server.stepSync(proof));
    },
  };
}

describeWithReferencePackage('Before the handshake is complete,', () => {
  for (const [state, make] of [
    ['fresh', newSides],
    ['half-open', halfOpenSides],
  ] as const) {
    for (const side of ['client', 'server'] as const) {
      it(`a ${state} ${side} refuses each use before any system call, and the handshake can continue`, async () => {
        using sides = make();
        const context = sides[side];
        const calls = await observeAsync(async () => {
          for (const [name, [use, message]] of Object.entries(uses)) {
            const code = 'ERR_SSPI_HANDSHAKE_NOT_COMPLETE';
            const expected = { name: 'SspiUsageError', code, message };
            await assert.rejects(
              new Promise((resolve) => {
                resolve(use(context));
              }),
              expected,
              name,
            );
          }
        });
        assert.deepEqual(names(calls), []);
        assert.equal(context.complete, false);
        sides.finish();
        exchangeMessages(sides.client, sides.server);
      });

      it(`a ${state} ${side} refuses the attributes that are only available later`, () => {
        using sides = make();
        const refused = state === 'fresh' ? [...attributes, ...attributesOfHandshake] : attributes;
        const calls = observe(() => {
          for (const name of refused) {
            assert.throws(() => sides[side].query(name), {
              code: 'ERR_SSPI_HANDSHAKE_NOT_COMPLETE',
              message: new RegExp(`cannot return the attribute "${name}" yet`),
            });
          }
        });
        assert.deepEqual(names(calls), []);
      });
    }
  }

  it('a half-open context returns the attributes that describe the handshake', () => {
    using sides = halfOpenSides();
    for (const context of [sides.client, sides.server]) {
      assert.equal(context.query('negotiationInfo').state, 'in-progress');
      assert.equal(context.query('packageInfo').name, 'HandoffReference');
      assert.throws(() => context.query('lastClientTokenStatus'), {
        code: 'SEC_E_INVALID_HANDLE',
        syscall: 'QueryContextAttributesW',
        message: /The handshake is not complete: the package may return this attribute later/,
      });
    }
  });

  it('a context accepts the uses that wait for its last step', async () => {
    using client = newClient();
    using server = newServer();
    const proof = await client.step(await server.step((await client.step()) ?? Buffer.alloc(0)));
    assert.ok(proof);
    const stepping = server.step(proof);
    const exporting = server.export({ flags: 0 });
    const opening = server.openAccessToken();
    await client.step(await stepping);
    (await exporting).dispose();
    (await opening).dispose();
  });
});

describeWithReferencePackage('After the handshake is complete,', () => {
  it('a context refuses a further step before any system call, and stays usable', async () => {
    using conversation = converse();
    const { client, server, tokens } = conversation;
    const [hello, challenge] = tokens;
    assert.ok(hello && challenge);
    const expected = {
      name: 'SspiUsageError',
      code: 'ERR_SSPI_HANDSHAKE_COMPLETE',
      message: /^The handshake is already complete/,
    };
    const calls = await observeAsync(async () => {
      assert.throws(() => server.stepSync(hello), expected);
      assert.throws(() => client.stepSync(challenge), expected);
      assert.throws(() => client.stepSync(), expected);
      await assert.rejects(server.step(hello), expected);
      await assert.rejects(client.step(challenge), expected);
    });
    assert.deepEqual(names(calls), []);
    assert.ok(client.complete && server.complete);
    exchangeMessages(client, server);
  });

  it('a context refuses a step that waited for the last step', async () => {
    using client = newClient();
    using server = newServer();
    const proof = await client.step(await server.step((await client.step()) ?? Buffer.alloc(0)));
    assert.ok(proof);
    const last = server.step(proof);
    await assert.rejects(server.step(proof), { code: 'ERR_SSPI_HANDSHAKE_COMPLETE' });
    await client.step(await last);
    exchangeMessages(client, server);
  });
});

describeWithReferencePackage('The error of a method that needs the sizes of the context', () => {
  it('names the method and the failed query', () => {
    using conversation = converse();
    assert.throws(() => conversation.client.encryptRecord(bytes), {
      code: 'SEC_E_UNSUPPORTED_FUNCTION',
      syscall: 'QueryContextAttributesW',
      message: /encryptRecord\(\) queries the sizes of the context/,
    });
  });
});
