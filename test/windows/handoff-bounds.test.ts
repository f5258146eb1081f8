import assert from 'node:assert/strict';
import { once } from 'node:events';

import { type IpcReceiver, sendContext } from 'sspi-handoff';

import { AdoptingProcess } from './support/adopting-process';
import { connectedPair, lines } from './support/connected-pair';
import { assertIsHere, failureOf } from './support/failed-handoff';
import {
  converse,
  describeWithReferencePackage,
  exchangeMessages,
} from './support/reference-package';
import { SilentReceiver } from './support/silent-receiver';

describeWithReferencePackage('sendContext() within its bounds', () => {
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

  it('rejects with ERR_HANDOFF_WITHDRAWN if it is aborted while the socket is corked', async () => {
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

  it('rejects with ERR_HANDOFF_CHANNEL_CLOSED once the receiver closes its channel', async () => {
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

  it('is refused by a receiver whose channel is closed, before anything is exported', async () => {
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

  for (const bound of ['expiresIn', 'signal'] as const) {
    it(`rejects with ERR_HANDOFF_CLAIMED at ${bound} if the receiver claims and falls silent`, async () => {
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
      // The socket is here, and goes on.
      client.write('still here\n');
      assert.deepEqual(await lines(accepted, 1), ['still here']);

      // The offer is still watched: the receiver gives up after all.
      const { offer } = error;
      assert.ok(offer);
      receiver.reject();
      await assert.rejects(offer.adopted, { code: 'ERR_HANDOFF_REJECTED' });
      using back = await offer.reclaim();
      exchangeMessages(conversation.client, back);
      offer.dispose();
      receiver.close();
      client.destroy();
      accepted.destroy();
    });
  }

  it('tells a receiver that adopts too late that no socket comes', async () => {
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

  for (const [how, answer] of [
    ['never', () => undefined],
    ['without an argument', (sent: () => void) => setImmediate(sent)],
  ] as const) {
    it(`is fulfilled although the channel calls back ${how}`, async () => {
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
