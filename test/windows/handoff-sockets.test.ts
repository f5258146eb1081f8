import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Socket } from 'node:net';

import { type IpcReceiver, sendContext } from 'sspi-handoff';

import { AdoptingProcess } from './support/adopting-process';
import { connectedPair, lines } from './support/connected-pair';
import { assertIsHere, failureOf } from './support/failed-handoff';
import { type Conversation, converse, exchangeMessages } from './support/reference-package';
import { describeWithPackage } from './support/test-packages';

type Pair = Awaited<ReturnType<typeof connectedPair>>;

describeWithPackage('sendContext()', () => {
  let conversation: Conversation;
  let pair: Pair;
  const receiver: IpcReceiver = { pid: process.pid, send: () => assert.fail('something was sent') };

  beforeEach(async () => {
    conversation = converse();
    pair = await connectedPair();
  });

  afterEach(() => {
    conversation[Symbol.dispose]();
    pair.client.destroy();
    pair.accepted.destroy();
  });

  async function refuses(socket: Socket, message: RegExp): Promise<void> {
    await assert.rejects(sendContext(receiver, conversation.server, { socket }), {
      name: 'TypeError',
      code: 'ERR_INVALID_ARG_VALUE',
      message,
    });
    exchangeMessages(conversation.client, conversation.server);
  }

  it('refuses a socket that was never connected', async () => {
    await refuses(new Socket(), /never connected/);
  });

  it('refuses a socket that is still connecting', async () => {
    const connecting = new Socket();
    connecting.on('error', () => undefined).connect(pair.client.remotePort ?? 0, '127.0.0.1');
    await refuses(connecting, /not connected yet/);
    connecting.destroy();
  });

  it('refuses a socket that is destroyed', async () => {
    pair.accepted.destroy();
    await refuses(pair.accepted, /destroyed/);
  });

  it('refuses a socket that another handoff has sent', async () => {
    const adopter = await AdoptingProcess.start();
    await adopter.ask({ kind: 'listen' }, 'done');
    using another = converse();
    const received = adopter.next('received');
    await sendContext(adopter.child, another.server, { socket: pair.accepted });
    await received;
    await refuses(pair.accepted, /sent to another process/);
    pair.client.destroy();
    await adopter.stop();
  });

  it('refuses a socket that the program has sent to a process itself', async () => {
    const adopter = await AdoptingProcess.start();
    await new Promise((sent) => adopter.child.send({ socket: true }, pair.accepted, sent));
    await refuses(pair.accepted, /sent to another process|destroyed/);
    pair.client.destroy();
    await adopter.stop();
  });

  it('refuses a socket that is part of another pending handoff', async () => {
    using another = converse();
    const unresponsiveReceiver: IpcReceiver = { pid: process.pid, send: () => true };
    const first = failureOf(
      sendContext(unresponsiveReceiver, another.server, { socket: pair.accepted, expiresIn: 300 }),
    );
    await refuses(pair.accepted, /another handoff/);
    assertIsHere(await first, another.client);
    // The socket can be sent after the first handoff has failed.
    using third = converse();
    assertIsHere(
      await failureOf(
        sendContext(unresponsiveReceiver, third.server, { socket: pair.accepted, expiresIn: 50 }),
      ),
      third.client,
    );
  });
});

describeWithPackage('sendContext() with a socket that its client resets', () => {
  let adopter: Awaited<ReturnType<typeof AdoptingProcess.start>>;
  let conversation: Conversation;
  let pair: Pair;

  beforeEach(async () => {
    adopter = await AdoptingProcess.start();
    conversation = converse();
    pair = await connectedPair();
  });

  afterEach(async () => {
    conversation[Symbol.dispose]();
    await adopter.stop();
  });

  it('moves the context, and neither process exits, if the reset comes before the call', async () => {
    await adopter.ask({ kind: 'listen' }, 'done');
    pair.client.resetAndDestroy();
    await once(pair.client, 'close');
    const received = adopter.next('received');
    await sendContext(adopter.child, conversation.server, { socket: pair.accepted });
    await received;
    await adopter.converseWith(conversation.client, 'yours');
  });

  it('moves the context, and neither process exits, if the reset comes during the handoff', async () => {
    await adopter.ask({ kind: 'listen' }, 'done');
    const received = adopter.next('received');
    const sending = sendContext(adopter.child, conversation.server, { socket: pair.accepted });
    pair.client.resetAndDestroy();
    await Promise.all([sending, received, once(pair.client, 'close')]);
    await adopter.converseWith(conversation.client, 'yours');
  });

  it('does not end a receiver without a listener for errors of the socket', async () => {
    await adopter.ask({ kind: 'listen' }, 'done');
    const received = adopter.next('received');
    await sendContext(adopter.child, conversation.server, { socket: pair.accepted });
    assert.equal((await received).hasSocket, true);
    pair.client.write('one\n');
    assert.deepEqual(await lines(pair.client, 1), ['adopter got one']);
    pair.client.resetAndDestroy();
    await once(pair.client, 'close');
    await adopter.converseWith(conversation.client, 'yours');
  });

  it('does not end a waiting sender without a listener for errors of the socket', async () => {
    pair.accepted.resume();
    const failing = failureOf(
      sendContext(adopter.child, conversation.server, { socket: pair.accepted, expiresIn: 200 }),
    );
    pair.accepted.write('x'.repeat(1000));
    pair.client.resetAndDestroy();
    pair.accepted.write('y'.repeat(1000));
    const error = await failing;
    assertIsHere(error, conversation.client);
    pair.accepted.destroy();
  });
});
