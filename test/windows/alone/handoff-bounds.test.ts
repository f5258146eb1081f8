import assert from 'node:assert/strict';
import { once } from 'node:events';

import { type IpcReceiver, sendContext } from 'sspi-handoff';

import { AdoptingProcess } from '../support/adopting-process';
import { connectedPair, lines } from '../support/connected-pair';
import { assertIsHere, failureOf } from '../support/failed-handoff';
import { converse, exchangeMessages } from '../support/reference-package';
import { describeWithPackage } from '../support/test-packages';
import { SilentReceiver } from '../support/silent-receiver';

describeWithPackage('sendContext()', () => {
  it('rejects with ERR_HANDOFF_NOT_FLUSHED if the socket is corked', async () => {
    using conversation = converse();
    const { client, accepted } = await connectedPair();
    accepted.cork();
    accepted.write('x');
    const receiver = { pid: process.pid, send: () => assert.fail('the handoff has begun') };
    const error = await failureOf(
      sendContext(receiver, conversation.server, { socket: accepted, expiresIn: 100 }),
    );
    assert.equal(error.code, 'ERR_HANDOFF_NOT_FLUSHED');
    assert.equal(error.context, conversation.server);
    assertIsHere(error, conversation.client);
    accepted.uncork();
    assert.deepEqual(await once(client, 'data'), [Buffer.from('x')]);
    client.destroy();
    accepted.destroy();
  });

  it('rejects with ERR_HANDOFF_WITHDRAWN if its signal aborts while the socket is corked', async () => {
    using conversation = converse();
    const { client, accepted } = await connectedPair();
    accepted.cork();
    accepted.write('x');
    const receiver = { pid: process.pid, send: () => assert.fail('the handoff has begun') };
    const error = await failureOf(
      sendContext(receiver, conversation.server, {
        socket: accepted,
        signal: AbortSignal.timeout(50),
      }),
    );
    assert.equal(error.code, 'ERR_HANDOFF_WITHDRAWN');
    assertIsHere(error, conversation.client);
    client.destroy();
    accepted.destroy();
  });

  it('rejects with ERR_HANDOFF_CHANNEL_CLOSED if the receiver closes its channel', async () => {
    const adopter = await AdoptingProcess.start();
    await adopter.ask({ kind: 'disconnect-when-a-context-comes' }, 'done');
    using conversation = converse();
    const started = performance.now();
    const error = await failureOf(
      sendContext(adopter.child, conversation.server, { expiresIn: 86_400_000 }),
    );
    assert.equal(error.code, 'ERR_HANDOFF_CHANNEL_CLOSED');
    assert.ok(performance.now() - started < 20_000);
    assertIsHere(error, conversation.client);
    adopter.child.kill();
    await once(adopter.child, 'exit');
  });

  it('rejects before the export if the channel of the receiver is closed', async () => {
    const adopter = await AdoptingProcess.start();
    await adopter.ask({ kind: 'stay-without-channel' }, 'done');
    adopter.child.disconnect();
    using conversation = converse();
    const error = await failureOf(sendContext(adopter.child, conversation.server));
    assert.equal(error.code, 'ERR_HANDOFF_CHANNEL_CLOSED');
    assert.equal(error.context, conversation.server);
    assertIsHere(error, conversation.client);
    adopter.child.kill();
    await once(adopter.child, 'exit');
  });

  for (const [errorCode, handoffCode] of [
    ['EPIPE', 'ERR_HANDOFF_CHANNEL_CLOSED'],
    ['ERR_IPC_CHANNEL_CLOSED', 'ERR_HANDOFF_CHANNEL_CLOSED'],
    ['ENOBUFS', 'ERR_HANDOFF_RECEIVER_UNREACHABLE'],
  ] as const) {
    it(`rejects with ${handoffCode} if the channel reports ${errorCode}`, async () => {
      using conversation = converse();
      const cause = Object.assign(new Error('The write failed'), { code: errorCode });
      const receiver: IpcReceiver = {
        pid: process.pid,
        send: (_message, _socket, _options, sent) => {
          setImmediate(sent, cause);
          return false;
        },
      };
      const error = await failureOf(sendContext(receiver, conversation.server));
      assert.equal(error.code, handoffCode);
      assert.equal(error.cause, cause);
      assertIsHere(error, conversation.client);
    });
  }

  for (const bound of ['expiresIn', 'signal'] as const) {
    it(`rejects with ERR_HANDOFF_CLAIMED after ${bound} if the receiver claims and does not adopt`, async () => {
      using conversation = converse();
      const receiver = new SilentReceiver();
      const { client, accepted } = await connectedPair();
      const reason = new Error('enough');
      const aborting = new AbortController();
      setTimeout(() => {
        aborting.abort(reason);
      }, 200);
      const error = await failureOf(
        sendContext(receiver, conversation.server, {
          socket: accepted,
          ...(bound === 'expiresIn' ? { expiresIn: 200 } : { signal: aborting.signal }),
        }),
      );
      assert.equal(error.code, 'ERR_HANDOFF_CLAIMED');
      assert.equal(error.senderHasContext, null);
      assert.equal(error.context, undefined);
      assert.equal(error.cause, bound === 'signal' ? reason : undefined);
      // The sender still has the socket, and the socket works.
      client.write('still here\n');
      assert.deepEqual(await lines(accepted, 1), ['still here']);

      // The sender still watches the offer, and sees the rejection of the receiver.
      const { offer } = error;
      assert.ok(offer);
      receiver.reject();
      await assert.rejects(offer.adopted, { code: 'ERR_HANDOFF_REJECTED' });
      using reclaimed = await offer.reclaim();
      exchangeMessages(conversation.client, reclaimed);
      offer.dispose();
      receiver.close();
      client.destroy();
      accepted.destroy();
    });
  }

  it('informs a receiver that adopts too late that no socket follows', async () => {
    using conversation = converse();
    const receiver = new SilentReceiver();
    const { client, accepted } = await connectedPair();
    const error = await failureOf(
      sendContext(receiver, conversation.server, { socket: accepted, expiresIn: 100 }),
    );
    assert.equal(error.code, 'ERR_HANDOFF_CLAIMED');
    receiver.adopt();
    await error.offer?.adopted;
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(
      receiver.envelopes.map(({ head, 'sspi-handoff': kind }) => [kind, head]),
      [
        ['context', undefined],
        ['socket', ''],
      ],
    );
    assert.throws(() => conversation.server.sign(Buffer.from('mine')), {
      code: 'ERR_SSPI_CONTEXT_EXPORTED',
      message: new RegExp(`handed over to process ${String(process.pid)}`),
    });
    receiver.close();
    client.destroy();
    accepted.destroy();
  });

  for (const [behaviour, answer] of [
    ['never calls back', () => undefined],
    ['calls back without an argument', (sent: () => void) => setImmediate(sent)],
  ] as const) {
    it(`resolves even if the channel ${behaviour}`, async () => {
      const adopter = await AdoptingProcess.start();
      await adopter.ask({ kind: 'listen' }, 'done');
      using conversation = converse();
      const receiver: IpcReceiver = {
        pid: adopter.pid,
        send: (message, socket, _options, sent) => {
          answer(sent as () => void);
          return adopter.child.send(message, socket);
        },
      };
      const received = adopter.next('received');
      await sendContext(receiver, conversation.server);
      await received;
      await adopter.converseWith(conversation.client, 'yours');
      await adopter.stop();
    });
  }
});
