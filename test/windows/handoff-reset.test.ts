import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { sendContext } from 'sspi-handoff';

import { connectedPair } from './support/connected-pair';
import { converse, describeWithReferencePackage, identity } from './support/reference-package';
import type { FromSlowReceiver } from './support/slow-receiver';

/** A receiver that tells what happens there. Its end comes instead of what is waited for. */
class Receiver {
  readonly child: ChildProcess = fork(join(__dirname, 'support/slow-receiver.js'));
  readonly ended = once(this.child, 'exit').then(([code]) => code as number | null);

  async next<Kind extends FromSlowReceiver['kind']>(
    kind: Kind,
  ): Promise<FromSlowReceiver & { kind: Kind }> {
    const told = await Promise.race([
      once(this.child, 'message').then(([message]) => message as FromSlowReceiver),
      this.ended.then((code) => assert.fail(`the receiver ended with exit code ${String(code)}`)),
    ]);
    assert.equal(told.kind, kind);
    return told as FromSlowReceiver & { kind: Kind };
  }
}

describeWithReferencePackage('onContext() with a connection that its client resets', () => {
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
    await receiver.ended;
  });

  async function assertReceivesContext(): Promise<void> {
    const { user, isDestroyed } = await receiver.next('received');
    assert.ok(user.includes(identity.user), user);
    assert.notEqual(isDestroyed, false);
    receiver.child.disconnect();
    assert.equal(await receiver.ended, 0);
  }

  it('delivers the context if the reset came before the handoff', async () => {
    using conversation = converse();
    const { client, accepted } = connection;
    client.resetAndDestroy();
    await once(client, 'close');
    const arrived = receiver.next('socket-arrived');
    await sendContext(receiver.child, conversation.server, { socket: accepted });
    await arrived;
    await assertReceivesContext();
  });

  it('delivers the context if the reset comes when the socket has arrived and the context has not', async () => {
    using conversation = converse();
    const { client, accepted } = connection;
    const arrived = receiver.next('socket-arrived');
    await sendContext(receiver.child, conversation.server, { socket: accepted });
    await arrived;
    client.resetAndDestroy();
    await assertReceivesContext();
  });
});
