import assert from 'node:assert/strict';

import {
  AccessToken,
  adoptContext,
  Credentials,
  ExportFlags,
  offerContext,
  probeExport,
  SecurityContext,
  sendAccessToken,
  sendContext,
  TokenAccess,
} from 'sspi-handoff';

import { AdoptingProcess } from './support/adopting-process';
import { countReads } from './support/counted-options';
import { publicFunctions } from './support/public-functions';
import {
  converse,
  describeWithReferencePackage,
  exchangeMessages,
  identity,
  newClient,
  newServer,
  packageName,
  shakeHands,
} from './support/reference-package';
import { sendWithChangedArguments } from './support/send-with-changed-arguments';

/** Marks a function whose arguments are strings or objects of this package, which cannot change. */
const unchangeable = Symbol('unchangeable');

const passwordBytes = () => Buffer.from(identity.password, 'utf16le');

/**
 * One call for each public async function. The options count how often they are read. The options and
 * the bytes are changed immediately after the call, and the change must have no effect.
 */
const rows: Readonly<Record<string, typeof unchangeable | (() => Promise<void>)>> = {
  adoptContext: unchangeable,
  conductHandshake: unchangeable,
  enumerateSecurityPackages: unchangeable,
  querySecurityPackageInfo: unchangeable,
  'ContextOffer#reclaim': unchangeable,
  'Credentials#queryName': unchangeable,
  'QueryableToken#privileges': unchangeable,
  'QueryableToken#user': unchangeable,
  'SecurityContext#openAccessToken': unchangeable,

  'Credentials.acquire': async () => {
    const password = passwordBytes();
    const { user, domain } = identity;
    const account = countReads({ user, domain, password });
    const counted = countReads({
      packageName,
      use: 'outbound' as const,
      identity: account.options,
      principal: '',
      packageList: '',
    });
    const acquiring = Credentials.acquire(counted.options);
    counted.spoil();
    account.spoil();
    password.fill(0);
    using credentials = await acquiring;
    counted.assertReadOnce();
    account.assertReadOnce();
    assert.equal(credentials.packageName, packageName);
    assert.equal(credentials.use, 'outbound');
    using client = newClient({ credentials });
    using server = newServer();
    shakeHands(client, server);
    exchangeMessages(client, server);
  },

  'SecurityContext.import': async () => {
    using conversation = converse();
    using exported = conversation.server.exportSync();
    const { packedContext, bufferType, accessToken } = exported;
    const importPackageName = packageName;
    const counted = countReads({
      packageName,
      importPackageName,
      packedContext,
      bufferType,
      accessToken,
    });
    const importing = SecurityContext.import(counted.options);
    counted.spoil();
    exported.dispose();
    using imported = await importing;
    counted.assertReadOnce();
    assert.equal(imported.packageName, packageName);
    exchangeMessages(conversation.client, imported);
    imported.openAccessTokenSync().dispose();
  },

  'SecurityContext#export': async () => {
    using conversation = converse();
    const { server } = conversation;
    // The second call waits in the queue of the context, and its options change meanwhile.
    const first = server.export({ flags: 0 });
    const counted = countReads({
      flags: ExportFlags.DELETE_OLD,
      accessToken: false,
      importPackageName: packageName,
    });
    const second = server.export(counted.options);
    counted.spoil();
    (await first).dispose();
    using exported = await second;
    counted.assertReadOnce();
    assert.equal(exported.accessToken, null);
    assert.throws(() => server.query('names'), { code: 'ERR_SSPI_CONTEXT_EXPORTED' });
  },

  'HandshakeContext#step': async () => {
    await stepWithChangedTokens();
  },

  'ServerSecurityContext#step': async () => {
    await stepWithChangedTokens();
  },

  'QueryableToken#groups': async () => {
    using token = AccessToken.ofProcess();
    const earlier = token.user();
    const counted = countReads({ accounts: false });
    const asking = token.groups(counted.options);
    counted.spoil();
    await earlier;
    const groups = await asking;
    counted.assertReadOnce();
    assert.ok(groups.every(({ account }) => account === null));
  },

  probeExport: async () => {
    const password = passwordBytes();
    const { user, domain } = identity;
    const account = countReads({ user, domain, password });
    const counted = countReads({
      identity: account.options,
      targetName: 'host/example',
      allowNetwork: true,
    });
    const probing = probeExport(packageName, counted.options);
    counted.spoil();
    account.spoil();
    password.fill(0);
    const trials = await probing;
    counted.assertReadOnce();
    account.assertReadOnce();
    assert.ok(
      trials.some(({ state, exportStatus }) => state === 'complete' && exportStatus === 'SEC_E_OK'),
    );
  },

  offerContext: async () => {
    using conversation = converse();
    const { client, server } = conversation;
    const receiver = countReads({ pid: process.pid });
    const counted = countReads({
      expiresIn: 20_000,
      tokenAccess: TokenAccess.QUERY,
      importPackageName: packageName,
    });
    // The offer waits in the queue of the context.
    const earlier = server.export({ flags: 0 });
    const offering = offerContext(server, receiver.options, counted.options);
    receiver.spoil();
    counted.spoil();
    (await earlier).dispose();
    using offer = await offering;
    receiver.assertReadOnce();
    counted.assertReadOnce();
    using adopted = await adoptContext(offer.ticket);
    exchangeMessages(client, adopted);
    // The token has only the right QUERY, so it cannot be duplicated.
    assert.throws(() => adopted.accessToken?.duplicate(), { code: 'ERROR_ACCESS_DENIED' });
  },

  sendContext: async () => {
    using conversation = converse();
    await sendWithChangedArguments('listen', 'received', (receiver, options) =>
      sendContext(receiver, conversation.server, options),
    );
  },

  sendAccessToken: async () => {
    using token = AccessToken.ofProcess();
    await sendWithChangedArguments('listen-for-tokens', 'token', (receiver, options) => {
      const sending = sendAccessToken(receiver, token, options);
      token.dispose();
      return sending;
    });
  },
};

/** A handshake in which each token is overwritten immediately after the peer's step() is called. */
async function stepWithChangedTokens(): Promise<void> {
  using client = newClient();
  using server = newServer();
  let token = await client.step();
  let [current, next]: [typeof client | typeof server, typeof client | typeof server] = [
    server,
    client,
  ];
  while (token !== null) {
    const stepping = current.step(token);
    token.fill(0);
    token = await stepping;
    [current, next] = [next, current];
  }
  exchangeMessages(client, server);
}

describeWithReferencePackage('Arguments of async functions', () => {
  const asyncFunctions = publicFunctions().filter(({ isAsync }) => isAsync);

  it('the table of this test has a row for each public async function', () => {
    assert.deepEqual(Object.keys(rows).sort(), asyncFunctions.map(({ name }) => name).sort());
  });

  for (const { name, prepare } of asyncFunctions) {
    const row = rows[name];
    if (row === unchangeable) {
      it(`${name}() has only arguments that cannot change`, async () => {
        await using prepared = await prepare();
        for (const argument of prepared.validArguments) {
          assert.ok(typeof argument === 'string' || argument instanceof SecurityContext);
        }
      });
    } else if (row !== undefined) {
      it(`${name}() ignores changes to its arguments after the call`, row);
    }
  }

  it('sendContext() sends the message of its own call when calls share an options object', async () => {
    const adopter = await AdoptingProcess.start('advanced');
    await adopter.ask({ kind: 'listen' }, 'done');
    const options: { message?: string } = {};
    const received: unknown[] = [];
    const allReceived = new Promise<void>((resolve) => {
      adopter.child.on('message', ({ message }: { message: unknown }) => {
        if (received.push(message) === 3) resolve();
      });
    });
    const conversations = [converse(), converse(), converse()];
    await Promise.all(
      conversations.map(async ({ server }, index) => {
        options.message = `message ${String(index)}`;
        await sendContext(adopter.child, server, options);
      }),
    );
    await allReceived;
    for (const conversation of conversations) conversation[Symbol.dispose]();
    await adopter.stop();
    assert.deepEqual(received.sort(), ['message 0', 'message 1', 'message 2']);
  });
});
