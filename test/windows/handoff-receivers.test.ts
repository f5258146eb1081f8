import assert from 'node:assert/strict';
import cluster from 'node:cluster';
import { once } from 'node:events';
import { join } from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';

import { type HandoffReceiver, sendContext } from 'sspi-handoff';

import { AdoptingProcess, AdoptingThread } from './support/adopting-process';
import { connectedPair, lines } from './support/connected-pair';
import { assertIsHere, failureOf } from './support/failed-handoff';
import { microseconds } from './support/microseconds';
import { converse, exchangeMessages } from './support/reference-package';
import { describeWithPackage } from './support/test-packages';

/** Sends a context and a message to the receiver, which then uses the context. */
async function moveOne(
  receiver: HandoffReceiver,
  adopter: Pick<AdoptingProcess, 'next' | 'converseWith'>,
): Promise<void> {
  using conversation = converse();
  const { client, server } = conversation;
  exchangeMessages(client, server);
  const received = adopter.next('received');
  await sendContext(receiver, server, { message: { for: 'you' } });
  assert.deepEqual((await received).message, { for: 'you' });
  await adopter.converseWith(client, 'the next');
}

describeWithPackage('sendContext() to a cluster worker', () => {
  let worker: import('node:cluster').Worker;
  let adopter: AdoptingProcess;

  before(async () => {
    cluster.setupPrimary({ exec: join(__dirname, 'support', 'adopter.js'), args: [] });
    worker = cluster.fork();
    adopter = await AdoptingProcess.of(worker.process);
    await adopter.ask({ kind: 'listen' }, 'done');
  });

  after(async () => {
    const exit = once(worker.process, 'exit');
    worker.disconnect();
    assert.deepEqual(await exit, [0, null]);
  });

  it('moves a context to the Worker and to its process', async () => {
    await moveOne(worker, adopter);
    await moveOne(worker.process, adopter);
  });

  it('moves the connection with the context', async () => {
    using conversation = converse();
    const connection = await connectedPair();
    const received = adopter.next('received');
    connection.client.write('one\n');
    await sendContext(worker, conversation.server, { socket: connection.accepted });
    assert.equal((await received).hasSocket, true);
    connection.client.write('two\n');
    assert.deepEqual(await lines(connection.client, 2), ['adopter got one', 'adopter got two']);
    connection.client.end();
    await once(connection.client.resume(), 'close');
  });
});

describeWithPackage('sendContext() to a MessagePort', () => {
  it('rejects, because the process at the other end is unknown', async () => {
    using conversation = converse();
    const { port1, port2 } = new MessageChannel();
    await assert.rejects(sendContext(port1, conversation.server), {
      name: 'TypeError',
      code: 'ERR_INVALID_ARG_TYPE',
      message: /MessagePort/,
    });
    exchangeMessages(conversation.client, conversation.server);
    port1.close();
    port2.close();
  });
});

describeWithPackage('sendContext() to a worker thread', () => {
  it('moves a context, which continues at its next message', async () => {
    const thread = await AdoptingThread.start();
    await thread.ask({ kind: 'listen' }, 'done');
    for (let round = 0; round < 3; round++) await moveOne(thread.worker, thread);
    await thread.ask({ kind: 'release' }, 'done');
    await thread.worker.terminate();
  });

  it('delivers each message with the context that it was sent with', async () => {
    const worker = new Worker(join(__dirname, 'support', 'answering-thread.js'));
    await once(worker, 'message');
    const count = 32;
    const conversations = Array.from({ length: count }, () => converse());
    const answers = new Promise<Map<number, string>>((resolve) => {
      const seen = new Map<number, string>();
      worker.on('message', ([number, text]: [number, string]) => {
        if (seen.set(number, text).size === count) resolve(seen);
      });
    });
    await Promise.all(
      conversations.map(({ client, server }, number) => {
        const wrapped = ['a', 'b', 'c'].map((text) =>
          client.wrap(Buffer.from(`${text}${String(number)}`)),
        );
        return sendContext(worker, server, { message: { number, wrapped } });
      }),
    );
    for (const [number, text] of await answers) {
      assert.equal(text, `a${String(number)} b${String(number)} c${String(number)}`);
    }
    for (const conversation of conversations) conversation[Symbol.dispose]();
    await worker.terminate();
  });

  it('refuses a socket, and the context and the socket stay usable', async () => {
    const thread = await AdoptingThread.start();
    using conversation = converse();
    const connection = await connectedPair();
    await assert.rejects(
      sendContext(thread.worker, conversation.server, { socket: connection.accepted }),
      { name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE', message: /fork\(\) or of node:cluster/ },
    );
    exchangeMessages(conversation.client, conversation.server);
    connection.client.write('still here\n');
    assert.deepEqual(await lines(connection.accepted, 1), ['still here']);
    connection.client.destroy();
    connection.accepted.destroy();
    await thread.worker.terminate();
  });

  it('rejects with the context before the expiry if the thread exits before it adopts', async () => {
    const thread = await AdoptingThread.start();
    await thread.ask({ kind: 'tell-of-contexts' }, 'done');
    using conversation = converse();
    const { client, server } = conversation;
    const sending = failureOf(sendContext(thread.worker, server));
    await thread.next('done');
    await thread.worker.terminate();
    const error = await sending;
    assert.equal(error.code, 'ERR_HANDOFF_RECEIVER_EXITED');
    assertIsHere(error, client);
  });

  it('rejects before the export if the thread has exited', async () => {
    const thread = await AdoptingThread.start();
    await thread.worker.terminate();
    using conversation = converse();
    const error = await failureOf(sendContext(thread.worker, conversation.server));
    assert.equal(error.code, 'ERR_HANDOFF_RECEIVER_EXITED');
    assert.equal(error.context, conversation.server);
    exchangeMessages(conversation.client, conversation.server);
  });

  it('leaves the context with one owner if the thread is terminated at any moment', async function () {
    this.timeout(60_000);
    const rounds = 16;
    let reclaims = 0;
    for (let round = 0; round < rounds; round++) {
      const thread = await AdoptingThread.start();
      await thread.ask({ kind: 'listen' }, 'done');
      using conversation = converse();
      const { client, server } = conversation;
      const sending = sendContext(thread.worker, server).then(
        () => null,
        (error: unknown) => failureOf(Promise.reject(error as Error)),
      );
      // In the first round the thread cannot adopt in time, and in the last round it has adopted.
      if (round === rounds - 1) await thread.next('received');
      else if (round > 0) await microseconds(round * 250);
      await thread.worker.terminate();
      const error = await sending;
      if (error === null) continue;
      reclaims++;
      assert.equal(error.code, 'ERR_HANDOFF_RECEIVER_EXITED');
      assertIsHere(error, client);
    }
    assert.ok(reclaims > 0 && reclaims < rounds, `reclaimed ${String(reclaims)} times`);
  });
});

describeWithPackage(
  'sendContext() to an object with the interface of an Electron utility process',
  () => {
    it('moves a context, and refuses a socket', async () => {
      const adopter = await AdoptingProcess.start('advanced', 'adopter-in-electron.js');
      await adopter.ask({ kind: 'listen' }, 'done');
      const { child, pid } = adopter;
      const utilityProcess = {
        pid,
        postMessage: (message: object) => {
          child.send(message);
        },
      };
      await moveOne(utilityProcess, adopter);

      using conversation = converse();
      const connection = await connectedPair();
      await assert.rejects(
        sendContext(utilityProcess, conversation.server, { socket: connection.accepted }),
        { code: 'ERR_INVALID_ARG_VALUE' },
      );
      exchangeMessages(conversation.client, conversation.server);
      connection.client.destroy();
      connection.accepted.destroy();
      await adopter.stop();
    });

    it('rejects before the export if the process has not started or has exited', async () => {
      using conversation = converse();
      const receiver = { pid: undefined, postMessage: () => assert.fail('posted to nobody') };
      const error = await failureOf(sendContext(receiver, conversation.server));
      assert.equal(error.code, 'ERR_HANDOFF_RECEIVER_EXITED');
      assert.equal(error.context, conversation.server);
      exchangeMessages(conversation.client, conversation.server);
    });
  },
);
