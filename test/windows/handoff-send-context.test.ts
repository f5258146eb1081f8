import assert from 'node:assert/strict';
import { once } from 'node:events';

import { sendContext } from 'sspi-handoff';

import { AdoptingProcess } from './support/adopting-process';
import { connectedPair, lines } from './support/connected-pair';
import { assertIsHere, failureOf } from './support/failed-handoff';
import { converse, exchangeMessages } from './support/reference-package';
import { describeWithPackage } from './support/test-packages';

for (const serialization of ['json', 'advanced'] as const) {
  describeWithPackage(`sendContext() to a child, serialization ${serialization}`, () => {
    let adopter: Awaited<ReturnType<typeof AdoptingProcess.start>>;

    beforeEach(async () => {
      adopter = await AdoptingProcess.start(serialization);
    });

    afterEach(async () => {
      await adopter.stop();
    });

    it('moves the context, the connection with the bytes that were read from it, and a message', async () => {
      await adopter.ask({ kind: 'listen' }, 'done');
      using conversation = converse();
      const { client, server } = conversation;
      exchangeMessages(client, server);
      const connection = await connectedPair();
      connection.client.write('one\ntw');
      await once(connection.accepted, 'readable');
      const head = connection.accepted.read() as Buffer;
      // Node.js has read these bytes, but this test has not.
      connection.client.write('o\nth');
      await once(connection.accepted, 'readable');

      const received = adopter.next('received');
      const sending = sendContext(adopter.child, server, {
        socket: connection.accepted,
        head,
        message: { for: 'you' },
      });
      connection.client.write('ree\nfour\n');
      await sending;
      assert.deepEqual(await received, {
        kind: 'received',
        message: { for: 'you' },
        hasSocket: true,
      });
      assert.deepEqual(
        await lines(connection.client, 4),
        ['one', 'two', 'three', 'four'].map((line) => `adopter got ${line}`),
      );
      await adopter.converseWith(client, 'hello');
      connection.client.end();
      await once(connection.client.resume(), 'close');
    });

    it('moves the bytes that arrived on a connection before the first read', async () => {
      await adopter.ask({ kind: 'listen' }, 'done');
      using conversation = converse();
      const connection = await connectedPair();
      connection.client.write('one\n');
      const sending = sendContext(adopter.child, conversation.server, {
        socket: connection.accepted,
      });
      const received = adopter.next('received');
      connection.client.write('two\n');
      await Promise.all([sending, received]);
      assert.deepEqual(await lines(connection.client, 2), ['adopter got one', 'adopter got two']);
      connection.client.end();
      await once(connection.client.resume(), 'close');
    });

    it('moves a context without a socket', async () => {
      await adopter.ask({ kind: 'listen' }, 'done');
      using conversation = converse();
      const received = adopter.next('received');
      await sendContext(adopter.child, conversation.server);
      assert.equal((await received).hasSocket, false);
      await adopter.converseWith(conversation.client, 'hello');
    });

    it('returns the context and each byte of the connection if the receiver does not listen', async () => {
      using conversation = converse();
      const { client, server } = conversation;
      exchangeMessages(client, server);
      const connection = await connectedPair();
      connection.accepted.resume().pause();
      const sending = sendContext(adopter.child, server, {
        socket: connection.accepted,
        expiresIn: 100,
      });
      connection.client.write('meanwhile\n');
      const error = await failureOf(sending);
      assert.equal(error.code, 'ERR_HANDOFF_EXPIRED');
      assert.equal(error.senderHasContext, true);
      assert.ok(error.context);
      exchangeMessages(client, error.context);
      error.context.dispose();
      connection.client.write('later\n');
      assert.deepEqual(await lines(connection.accepted, 2), ['meanwhile', 'later']);
      connection.client.destroy();
      connection.accepted.destroy();
    });
  });
}

describeWithPackage('sendContext()', () => {
  let adopter: Awaited<ReturnType<typeof AdoptingProcess.start>>;

  before(async () => {
    adopter = await AdoptingProcess.start();
  });

  after(async () => {
    await adopter.stop();
  });

  it('rejects with the context if its signal aborts', async () => {
    for (const delay of [null, 0, 20]) {
      using conversation = converse();
      const { client, server } = conversation;
      const aborting = new AbortController();
      const reason = Object.assign(new Error('enough'), { status: 503 });
      if (delay === null) aborting.abort(reason);
      const sending = failureOf(sendContext(adopter.child, server, { signal: aborting.signal }));
      setTimeout(() => {
        aborting.abort(reason);
      }, delay ?? 0);
      const error = await sending;
      assert.equal(error.code, 'ERR_HANDOFF_WITHDRAWN');
      assert.equal(error.cause, reason);
      assert.equal(error.status, undefined); // reserved for statuses of SSPI
      assert.ok(error.context);
      exchangeMessages(client, error.context);
      error.context.dispose();
    }
  });

  it('rejects with the context if the receiver exits after it received the ticket', async () => {
    const shortLivedReceiver = await AdoptingProcess.start();
    await shortLivedReceiver.ask({ kind: 'tell-of-contexts' }, 'done');
    using conversation = converse();
    const sending = failureOf(sendContext(shortLivedReceiver.child, conversation.server));
    await shortLivedReceiver.next('done');
    shortLivedReceiver.child.send({ kind: 'exit-when-told' });
    const error = await sending;
    assert.equal(error.code, 'ERR_HANDOFF_RECEIVER_EXITED');
    assertIsHere(error, conversation.client);
  });

  it('rejects with the context if the receiver has exited', async () => {
    const shortLivedReceiver = await AdoptingProcess.start();
    await shortLivedReceiver.stop();
    using conversation = converse();
    const error = await failureOf(sendContext(shortLivedReceiver.child, conversation.server));
    assert.equal(error.code, 'ERR_HANDOFF_RECEIVER_EXITED');
    assertIsHere(error, conversation.client);
  });

  it('rejects with the context if the receiver exits during the handoff', async () => {
    const shortLivedReceiver = await AdoptingProcess.start();
    using conversation = converse();
    const sending = failureOf(sendContext(shortLivedReceiver.child, conversation.server));
    shortLivedReceiver.child.send({ kind: 'exit-when-told' });
    const error = await sending;
    // The channel can close before or after it accepts the ticket.
    assert.match(error.code, /^ERR_HANDOFF_(RECEIVER_EXITED|CHANNEL_CLOSED)$/);
    assertIsHere(error, conversation.client);
  });
});
