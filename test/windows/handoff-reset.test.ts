import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { sendContext } from 'sspi-handoff';

import { connectedPair } from './support/connected-pair';
import { converse, identity } from './support/reference-package';
import { describeWithPackage } from './support/test-packages';
import type { FromSlowReceiver } from './support/slow-receiver';

/** A receiver that reports its events. `next` fails if the receiver exits before the event. */
class Receiver {
  readonly child: ChildProcess = fork(join(__dirname, 'support/slow-receiver.js'));
  readonly exited = once(this.child, 'exit').then(([code]) => code as number | null);

  async next<Kind extends FromSlowReceiver['kind']>(
    kind: Kind,
  ): Promise<FromSlowReceiver & { kind: Kind }> {
    const reported = await Promise.race([
      once(this.child, 'message').then(([message]) => message as FromSlowReceiver),
      this.exited.then((code) => assert.fail(`the receiver ended with exit code ${String(code)}`)),
    ]);
    assert.equal(reported.kind, kind);
    return reported as FromSlowReceiver & { kind: Kind };
  }
}

describeWithPackage('onContext() with a connection that its client resets', () => {
  let receiver: Receiver;
  let connection: Awaited<ReturnType<typeof connectedPair>>;

  beforeEach(async () => {
    receiver = new Receiver();
    connection = await connectedPair();
    // The sender may see the reset, too.
    connection.accepted.on('error', () => undefined);
    await receiver.next('listening');
  });

  afterEach(async () => {
    connection.client.destroy();
    connection.accepted.destroy();
    if (receiver.child.connected) receiver.child.disconnect();
    await receiver.exited;
  });

  async function assertReceivesContext(): Promise<void> {
    const { user, isDestroyed } = await receiver.next('received');
    assert.ok(user.includes(identity.user), user);
    assert.notEqual(isDestroyed, false);
    receiver.child.disconnect();
    assert.equal(await receiver.exited, 0);
  }

  it('delivers the context if the reset comes before the handoff', async () => {
    using conversation = converse();
    const { client, accepted } = connection;
    client.resetAndDestroy();
    await once(client, 'close');
    const arrived = receiver.next('socket-arrived');
    await sendContext(receiver.child, conversation.server, { socket: accepted });
    await arrived;
    await assertReceivesContext();
  });

  it('delivers the context if the reset comes between the socket and the context', async () => {
    using conversation = converse();
    const { client, accepted } = connection;
    const arrived = receiver.next('socket-arrived');
    await sendContext(receiver.child, conversation.server, { socket: accepted });
    await arrived;
    client.resetAndDestroy();
    await assertReceivesContext();
  });
});
