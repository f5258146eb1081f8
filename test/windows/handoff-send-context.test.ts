import assert from 'node:assert/strict';
import { once } from 'node:events';

import { sendContext } from 'sspi-handoff';

import { AdoptingProcess } from './support/adopting-process';
import { connectedPair, lines } from './support/connected-pair';
import { assertIsHere, failureOf } from './support/failed-handoff';
import {
  converse,
  describeWithReferencePackage,
  exchangeMessages,
} from './support/reference-package';

for (const serialization of ['json', 'advanced'] as const) {
  describeWithReferencePackage(`sendContext to a child, serialization ${serialization}`, () => {
    let adopter: Awaited<ReturnType<typeof AdoptingProcess.start>>;

    beforeEach(async () => {
      adopter = await AdoptingProcess.start(serialization);
    });

    afterEach(async () => {
      await adopter.stop();
    });

    it('moves the context, the connection with what was read of it, and a message', async () => {
      await adopter.ask({ kind: 'listen' }, 'done');
      using conversation = converse();
      const { client, server } = conversation;
      exchangeMessages(client, server);
      const connection = await connectedPair();
      connection.client.write('one\ntw');
      await once(connection.accepted, 'readable');
      const head = connection.accepted.read() as Buffer;
      // Read by Node, and by nobody else.
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

    it('moves what has arrived on a connection that nobody has read yet', async () => {
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

    it('moves a context alone', async () => {
      await adopter.ask({ kind: 'listen' }, 'done');
      using conversation = converse();
      const received = adopter.next('received');
      await sendContext(adopter.child, conversation.server);
      assert.equal((await received).hasSocket, false);
      await adopter.converseWith(conversation.client, 'hello');
    });

    it('has the context and every byte of the connection again if the target does not listen', async () => {
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

describeWithReferencePackage('sendContext', () => {
  let adopter: Awaited<ReturnType<typeof AdoptingProcess.start>>;

  before(async () => {
    adopter = await AdoptingProcess.start();
  });

  after(async () => {
    await adopter.stop();
  });

  it('is given up by an AbortSignal, and the context is here again', async () => {
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
      assert.equal(error.status, undefined); // that is SSPI's
      assert.ok(error.context);
      exchangeMessages(client, error.context);
      error.context.dispose();
    }
  });

  it('to a process that ends with the ticket in hand fails with the context', async () => {
    const mortal = await AdoptingProcess.start();
    await mortal.ask({ kind: 'tell-of-contexts' }, 'done');
    using conversation = converse();
    const sending = failureOf(sendContext(mortal.child, conversation.server));
    await mortal.next('done');
    mortal.child.send({ kind: 'exit-when-told' });
    const error = await sending;
    assert.equal(error.code, 'ERR_HANDOFF_RECEIVER_EXITED');
    assertIsHere(error, conversation.client);
  });

  it('to a process that has ended fails with the context', async () => {
    const mortal = await AdoptingProcess.start();
    await mortal.stop();
    using conversation = converse();
    const error = await failureOf(sendContext(mortal.child, conversation.server));
    assert.equal(error.code, 'ERR_HANDOFF_RECEIVER_EXITED');
    assertIsHere(error, conversation.client);
  });

  it('to a process that ends meanwhile fails with the context', async () => {
    const mortal = await AdoptingProcess.start();
    using conversation = converse();
    const sending = failureOf(sendContext(mortal.child, conversation.server));
    mortal.child.send({ kind: 'exit-when-told' });
    const error = await sending;
    // The ticket may still be taken, or no more.
    assert.match(error.code, /^ERR_HANDOFF_(RECEIVER_EXITED|CHANNEL_CLOSED)$/);
    assertIsHere(error, conversation.client);
  });
});
