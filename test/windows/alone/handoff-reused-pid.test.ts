import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import cluster from 'node:cluster';
import { once } from 'node:events';
import { join } from 'node:path';

import { HandoffError, offerContext, sendContext } from 'sspi-handoff';

import { AdoptingProcess } from '../support/adopting-process';
import { connectedPair } from '../support/connected-pair';
import { PidTaker } from '../support/pid-taker';
import { type Conversation, converse, exchangeMessages } from '../support/reference-package';
import { describeWithPackage } from '../support/test-packages';
import { callsOf, observeAsync, type OpenHandle } from '../support/win32-probe';

/** More bytes than a connection buffers while its peer does not read. */
const UNREAD = Buffer.alloc(64 << 20, 'x');

/** Skips a running test that is impossible on this system, and adds the reason to its title. */
function skip(context: Mocha.Context, reason: string): never {
  if (context.test !== undefined) context.test.title += ` (skipped: ${reason})`;
  return context.skip();
}

describeWithPackage('After another program has reused the pid of a child,', function () {
  this.timeout(60_000);

  let conversation: Conversation;
  let taker: PidTaker | undefined;
  /** The handles that were observed in the other program. */
  let received: OpenHandle[];

  beforeEach(() => {
    conversation = converse();
    received = [];
  });

  afterEach(() => {
    taker?.end();
    taker = undefined;
    conversation[Symbol.dispose]();
  });

  /** Skips the test if the system does not reuse the pid. */
  async function takeOver(test: Mocha.Context, child: ChildProcess): Promise<'held' | 'taken'> {
    assert.ok(child.pid);
    const taken = await PidTaker.takeOver(child.pid);
    if (taken === 'held') return 'held';
    if (taken === 'not-reused') return skip(test, 'this system did not reuse the pid');
    taker = taken;
    return 'taken';
  }

  const recordReceived = () => {
    received.push(...(taker?.received ?? []));
  };

  /** Also records at each posted message, because the sender can withdraw the handles later. */
  function recordWhenSent(child: ChildProcess): void {
    const send = child.send.bind(child) as (...all: unknown[]) => boolean;
    Object.defineProperty(child, 'send', {
      value: (...all: unknown[]) => {
        recordReceived();
        return send(...all);
      },
    });
  }

  /** Returns the error of the handoff, and records the handles in the other program. */
  async function errorOf(handoff: Promise<unknown>): Promise<unknown> {
    let offer: unknown;
    try {
      offer = await handoff;
    } catch (error) {
      return error;
    } finally {
      recordReceived();
      (offer as Disposable | undefined)?.[Symbol.dispose]();
    }
    return undefined;
  }

  function assertRefused(error: unknown): void {
    assert.deepEqual(received, [], 'the other program has received handles');
    assert.ok(error instanceof HandoffError, String(error));
    assert.equal(error.code, 'ERR_HANDOFF_RECEIVER_EXITED');
    assert.equal(error.senderHasContext, true);
    assert.equal(error.context, conversation.server);
    exchangeMessages(conversation.client, conversation.server);
  }

  const refusals = [
    {
      title: 'offerContext() refuses the child before the export',
      start: () => fork(join(__dirname, '../support/adopter.js')),
      handOff: (child: ChildProcess) => offerContext(conversation.server, child),
    },
    {
      title: 'sendContext() refuses the child before the export',
      start: () => fork(join(__dirname, '../support/adopter.js')),
      handOff: (child: ChildProcess) => sendContext(child, conversation.server),
    },
    {
      title: 'sendContext() refuses a child of node:cluster before the export',
      start: () => {
        cluster.setupPrimary({ exec: join(__dirname, '../support/adopter.js') });
        return cluster.fork().process;
      },
      handOff: (process: ChildProcess) => sendContext({ process }, conversation.server),
    },
  ];
  for (const { title, start, handOff } of refusals) {
    it(title, async function () {
      const child = start();
      const adopter = await AdoptingProcess.of(child);
      await adopter.stop();
      assert.equal(await takeOver(this, child), 'taken');
      recordWhenSent(child);
      let error: unknown;
      const calls = await observeAsync(async () => {
        error = await errorOf(handOff(child));
      });
      assertRefused(error);
      assert.equal(callsOf(calls, 'ExportSecurityContext').length, 0);
    });
  }

  it('sendContext() puts no handle there if the child exits while the socket is flushed', async function () {
    const { client, accepted } = await connectedPair();
    try {
      const adopter = await AdoptingProcess.start();
      const { child } = adopter;
      accepted.write(UNREAD);
      await new Promise((resolve) => setTimeout(resolve, 100));
      // Windows can buffer all bytes at once, and then no flush is pending.
      if (accepted.writableLength === 0) {
        await adopter.stop();
        skip(this, 'this system buffers 64 MB at once');
      }
      recordWhenSent(child);
      const sending = errorOf(
        sendContext(child, conversation.server, { socket: accepted, expiresIn: 60_000 }),
      );
      const exit = once(child, 'exit');
      child.kill();
      await exit;
      // While the sender holds a handle of the child, no other program can have its pid.
      await takeOver(this, child);
      client.resume();
      const error = await sending;
      assertRefused(error);
    } finally {
      client.destroy();
      accepted.destroy();
    }
  });
});
