import assert from 'node:assert/strict';
import cluster from 'node:cluster';
import { once } from 'node:events';
import { join } from 'node:path';

import {
  AccessToken,
  type HandoffReceiver,
  onAccessToken,
  openHandles,
  sendAccessToken,
} from 'sspi-handoff';

import { AdoptingProcess, AdoptingThread } from './support/adopting-process';
import { connectedPair, lines } from './support/connected-pair';
import { failureOf } from './support/failed-handoff';
import { handlesLost } from './support/losses';
import { probe } from './support/win32-probe';

/** An access token that differs from the token of each process. */
function newToken(): AccessToken {
  using own = AccessToken.ofProcess();
  return own.duplicate({ type: 'impersonation', impersonationLevel: 'identification' });
}

/** Sends a token and a message, and checks that the receiver gets them and that this process keeps the token. */
async function sendOne(
  receiver: HandoffReceiver,
  adopter: Pick<AdoptingProcess, 'next'>,
): Promise<void> {
  using token = newToken();
  const { sid } = await token.user();
  const received = adopter.next('token');
  await sendAccessToken(receiver, token, { message: { for: 'you' } });
  assert.deepEqual(await received, {
    kind: 'token',
    sid,
    level: 'identification',
    message: { for: 'you' },
    hasSocket: false,
  });
  assert.equal(token.impersonationLevel, 'identification');
}

for (const serialization of ['json', 'advanced'] as const) {
  describe(`sendAccessToken() to a child, serialization ${serialization}`, () => {
    let adopter: Awaited<ReturnType<typeof AdoptingProcess.start>>;

    beforeEach(async () => {
      adopter = await AdoptingProcess.start(serialization);
    });

    afterEach(async () => {
      await adopter.stop();
    });

    it('hands over the token, the connection with the bytes that were read from it, and a message', async () => {
      await adopter.ask({ kind: 'listen-for-tokens' }, 'done');
      using token = newToken();
      const connection = await connectedPair();
      connection.client.write('one\ntw');
      await once(connection.accepted, 'readable');
      const head = connection.accepted.read() as Buffer;
      const received = adopter.next('token');
      const sending = sendAccessToken(adopter.child, token, {
        socket: connection.accepted,
        head,
        message: { for: 'you' },
      });
      connection.client.write('o\n');
      await sending;
      const { level, message, hasSocket } = await received;
      assert.deepEqual([level, message, hasSocket], ['identification', { for: 'you' }, true]);
      assert.deepEqual(await lines(connection.client, 2), ['adopter got one', 'adopter got two']);
      connection.client.end();
      await once(connection.client.resume(), 'close');
    });

    it('keeps the token and each byte of the connection if the receiver does not listen', async () => {
      using token = newToken();
      const connection = await connectedPair();
      const sending = sendAccessToken(adopter.child, token, {
        socket: connection.accepted,
        expiresIn: 100,
      });
      connection.client.write('meanwhile\n');
      const error = await failureOf(sending);
      assert.equal(error.code, 'ERR_HANDOFF_EXPIRED');
      assert.match(error.message, /onAccessToken\(\)/);
      assert.deepEqual([error.senderHasContext, error.context], [true, undefined]);
      assert.deepEqual(await lines(connection.accepted, 1), ['meanwhile']);
      assert.equal(token.impersonationLevel, 'identification');
      connection.client.destroy();
      connection.accepted.destroy();
    });
  });
}

describe('sendAccessToken()', () => {
  let adopter: Awaited<ReturnType<typeof AdoptingProcess.start>>;

  before(async () => {
    adopter = await AdoptingProcess.start();
    await adopter.ask({ kind: 'listen-for-tokens' }, 'done');
  });

  after(async () => {
    await adopter.stop();
  });

  it('hands over a token that its caller disposes immediately after the call', async () => {
    const token = newToken();
    const received = adopter.next('token');
    const sending = sendAccessToken(adopter.child, token);
    token.dispose();
    await Promise.all([sending, received]);
  });

  it('refuses a disposed token', async () => {
    const token = newToken();
    token.dispose();
    await assert.rejects(sendAccessToken(adopter.child, token), { code: 'ERR_SSPI_DISPOSED' });
  });

  it('rejects if its signal aborts', async () => {
    using token = newToken();
    const reason = new Error('enough');
    const signal = AbortSignal.abort(reason);
    const error = await failureOf(sendAccessToken(adopter.child, token, { signal }));
    assert.equal(error.code, 'ERR_HANDOFF_WITHDRAWN');
    assert.equal(error.cause, reason);
  });

  it('closes its handles in both processes, after a success and after a failure', async () => {
    const silent = await AdoptingProcess.start();
    using token = newToken();
    const lost = await handlesLost(
      async () => {
        const received = adopter.next('token');
        await sendAccessToken(adopter.child, token);
        await received;
        await adopter.ask({ kind: 'release' }, 'done');
        const error = await failureOf(sendAccessToken(silent.child, token, { expiresIn: 30 }));
        assert.equal(error.code, 'ERR_HANDOFF_EXPIRED');
      },
      async () => (await adopter.handles()) + (await silent.handles()) + probe.processHandleCount(),
    );
    assert.equal(lost, 0);
    assert.equal(openHandles().accessTokens, 1);
    await silent.stop();
  });

  it('rejects if the receiver exits before it adopts, or has exited', async () => {
    const shortLivedReceiver = await AdoptingProcess.start();
    await shortLivedReceiver.ask({ kind: 'tell-of-contexts' }, 'done');
    using token = newToken();
    const sending = failureOf(sendAccessToken(shortLivedReceiver.child, token));
    await shortLivedReceiver.next('done');
    shortLivedReceiver.child.send({ kind: 'exit-when-told' });
    const error = await sending;
    assert.match(error.code, /^ERR_HANDOFF_(RECEIVER_EXITED|CHANNEL_CLOSED)$/);
    if (shortLivedReceiver.child.exitCode === null) await once(shortLivedReceiver.child, 'exit');
    const { code } = await failureOf(sendAccessToken(shortLivedReceiver.child, token));
    assert.equal(code, 'ERR_HANDOFF_RECEIVER_EXITED');
    assert.equal(token.impersonationLevel, 'identification');
  });

  it('hands a token back to the parent', async () => {
    await sendOne(adopter.child, adopter);
    const arrived = new Promise<[AccessToken, unknown]>((resolve) => {
      const listening = onAccessToken(
        (token, { message }) => {
          listening.dispose();
          resolve([token, message]);
        },
        { from: adopter.child },
      );
    });
    const [[token, message]] = await Promise.all([
      arrived,
      adopter.ask({ kind: 'send-token-back' }, 'done'),
    ]);
    assert.deepEqual(message, { from: adopter.pid });
    assert.equal(token.impersonationLevel, 'identification');
    token.dispose();
  });

  it('hands tokens to a cluster worker', async () => {
    cluster.setupPrimary({ exec: join(__dirname, 'support', 'adopter.js'), args: [] });
    const worker = cluster.fork();
    const inWorker = await AdoptingProcess.of(worker.process);
    await inWorker.ask({ kind: 'listen-for-tokens' }, 'done');
    await sendOne(worker, inWorker);
    await sendOne(worker.process, inWorker);
    const exit = once(worker.process, 'exit');
    worker.disconnect();
    assert.deepEqual(await exit, [0, null]);
  });

  it('hands tokens to a worker thread, and refuses a socket', async () => {
    const thread = await AdoptingThread.start();
    await thread.ask({ kind: 'listen-for-tokens' }, 'done');
    for (let round = 0; round < 3; round++) await sendOne(thread.worker, thread);
    using token = newToken();
    const connection = await connectedPair();
    await assert.rejects(sendAccessToken(thread.worker, token, { socket: connection.accepted }), {
      code: 'ERR_INVALID_ARG_VALUE',
    });
    connection.client.destroy();
    connection.accepted.destroy();
    await thread.ask({ kind: 'release' }, 'done');
    await thread.worker.terminate();
  });
});
