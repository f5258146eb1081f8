import assert from 'node:assert/strict';
import cluster from 'node:cluster';
import { once } from 'node:events';
import { join } from 'node:path';

import { type ContextSource, type ImportedContext, onContext, sendContext } from 'sspi-handoff';

import { AdoptingProcess, AdoptingThread } from '../support/adopting-process';
import { connectedPair, lines } from '../support/connected-pair';
import { type Conversation, converse, exchangeMessages } from '../support/reference-package';
import { describeWithPackage, packageUnderTest } from '../support/test-packages';

/** Calls `ask`, and returns the context, the message and the socket that the child then sends. */
async function receiveFrom(
  from: ContextSource,
  ask: () => Promise<unknown>,
): Promise<{
  context: ImportedContext;
  message: unknown;
  socket: import('node:net').Socket | undefined;
}> {
  const arrived = new Promise<Awaited<ReturnType<typeof receiveFrom>>>((resolve, reject) => {
    const listening = onContext(
      (context, { message, socket }) => {
        listening.dispose();
        resolve({ context, message, socket });
      },
      { from, onFailure: reject },
    );
  });
  const [delivery] = await Promise.all([arrived, ask()]);
  return delivery;
}

describeWithPackage('sendContext(process, context)', () => {
  let conversation: Conversation;

  beforeEach(() => {
    conversation = converse();
  });

  afterEach(() => {
    conversation[Symbol.dispose]();
  });

  for (const serialization of ['json', 'advanced'] as const) {
    it(`sends a context to the parent, serialization ${serialization}`, async () => {
      const adopter = await AdoptingProcess.start(serialization);
      await adopter.ask({ kind: 'listen' }, 'done');
      const received = adopter.next('received');
      await sendContext(adopter.child, conversation.server);
      await received;
      await adopter.converseWith(conversation.client, 'there');
      const { context, message } = await receiveFrom(adopter.child, () =>
        adopter.ask({ kind: 'send-back' }, 'done'),
      );
      assert.deepEqual(message, { from: adopter.pid });
      exchangeMessages(conversation.client, context);
      const { sid } = context.accessToken?.userSync() ?? {};
      assert.equal(sid !== undefined, packageUnderTest.can.returnsToken);
      context.dispose();
      await adopter.stop();
    });
  }

  it('sends the connection with the context', async () => {
    const adopter = await AdoptingProcess.start();
    await adopter.ask({ kind: 'listen' }, 'done');
    const connection = await connectedPair();
    const received = adopter.next('received');
    await sendContext(adopter.child, conversation.server, { socket: connection.accepted });
    await received;
    connection.client.write('one\n');
    assert.deepEqual(await lines(connection.client, 1), ['adopter got one']);
    const { context, socket } = await receiveFrom(adopter.child, () =>
      adopter.ask({ kind: 'send-back', withSocket: true }, 'done'),
    );
    assert.ok(socket);
    connection.client.write('two\n');
    assert.deepEqual(await lines(socket, 1), ['two']);
    exchangeMessages(conversation.client, context);
    context.dispose();
    socket.destroy();
    connection.client.destroy();
    await adopter.stop();
  });

  it('sends a context from a cluster worker to the parent', async () => {
    cluster.setupPrimary({ exec: join(__dirname, '../support', 'adopter.js'), args: [] });
    const worker = cluster.fork();
    const adopter = await AdoptingProcess.of(worker.process);
    await adopter.ask({ kind: 'listen' }, 'done');
    const received = adopter.next('received');
    await sendContext(worker, conversation.server);
    await received;
    const { context } = await receiveFrom(worker, () => adopter.ask({ kind: 'send-back' }, 'done'));
    exchangeMessages(conversation.client, context);
    context.dispose();
    const exit = once(worker.process, 'exit');
    worker.disconnect();
    assert.deepEqual(await exit, [0, null]);
  });

  it('sends a context from a worker thread to the parent', async () => {
    const thread = await AdoptingThread.start();
    await thread.ask({ kind: 'listen' }, 'done');
    const received = thread.next('received');
    await sendContext(thread.worker, conversation.server);
    await received;
    const { context } = await receiveFrom(thread.worker, () =>
      thread.ask({ kind: 'send-back' }, 'done'),
    );
    exchangeMessages(conversation.client, context);
    context.dispose();
    await thread.worker.terminate();
  });

  it('rejects in a process that was not forked', async () => {
    // The process that runs these tests has no IPC channel.
    assert.equal(process.send, undefined);
    await assert.rejects(sendContext(process, conversation.server), {
      name: 'TypeError',
      code: 'ERR_INVALID_ARG_VALUE',
      message: /fork\(\)/,
    });
    exchangeMessages(conversation.client, conversation.server);
  });
});

describeWithPackage('onContext() with `from`', () => {
  it('listens to each child separately', async () => {
    const [one, other] = [await AdoptingProcess.start(), await AdoptingProcess.start()];
    const first = onContext(() => undefined, { from: one.child });
    assert.throws(() => onContext(() => undefined, { from: one.child }), {
      code: 'ERR_SSPI_ALREADY_LISTENING',
    });
    onContext(() => undefined, { from: other.child }).dispose();
    onContext(() => undefined).dispose();
    first.dispose();
    onContext(() => undefined, { from: one.child }).dispose();
    await one.stop();
    await other.stop();
  });

  it('refuses objects that cannot send messages', () => {
    for (const from of [null, 1, 'child', {}, () => undefined]) {
      assert.throws(() => onContext(() => undefined, { from: from as unknown as ContextSource }), {
        code: 'ERR_INVALID_ARG_TYPE',
      });
    }
  });
});
