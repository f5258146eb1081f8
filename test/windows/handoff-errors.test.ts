import assert from 'node:assert/strict';
import { once } from 'node:events';

import { type IpcReceiver, sendContext, WindowsError } from 'sspi-handoff';

import { AdoptingProcess } from './support/adopting-process';
import { connectedPair, lines } from './support/connected-pair';
import { withoutDebugPrivilege } from './support/debug-privilege';
import { assertIsHere, failureOf } from './support/failed-handoff';
import { converse, exchangeMessages } from './support/reference-package';
import { describeWithPackage, itIfPackage } from './support/test-packages';

const SEC_E_SECPKG_NOT_FOUND = 0x80090305;

describeWithPackage('sendContext()', () => {
  itIfPackage(
    'canBeReplaced',
    'rejects with ERR_HANDOFF_REJECTED and the status if the receiver lacks the package',
    async () => {
      const adopter = await AdoptingProcess.start('json', 'adopter-without-package.js');
      await adopter.ask({ kind: 'listen' }, 'done');
      using conversation = converse();
      const { client, server } = conversation;
      exchangeMessages(client, server);
      const connection = await connectedPair();
      connection.client.write('kept\n');
      const reported = adopter.next('failed');

      const error = await failureOf(
        sendContext(adopter.child, server, { socket: connection.accepted }),
      );
      assert.equal(error.code, 'ERR_HANDOFF_REJECTED');
      assert.equal(error.status, SEC_E_SECPKG_NOT_FOUND);
      assertIsHere(error, client);
      assert.deepEqual(await reported, {
        kind: 'failed',
        code: 'ERR_HANDOFF_REJECTED',
        senderHasContext: true,
        status: SEC_E_SECPKG_NOT_FOUND,
      });
      assert.deepEqual(await lines(connection.accepted, 1), ['kept']);
      connection.client.destroy();
      connection.accepted.destroy();
      await adopter.stop();
    },
  );

  it('rejects with ERR_HANDOFF_RECEIVER_UNREACHABLE before the export, and names the missing right', async () => {
    const adopter = await AdoptingProcess.start();
    await adopter.ask({ kind: 'refuse-handle-duplication' }, 'done');
    using conversation = converse();
    const { client, server } = conversation;
    exchangeMessages(client, server);
    const error = await withoutDebugPrivilege(() => failureOf(sendContext(adopter.child, server)));
    assert.equal(error.code, 'ERR_HANDOFF_RECEIVER_UNREACHABLE');
    assert.match(error.message, /PROCESS_DUP_HANDLE/);
    assert.ok(error.cause instanceof WindowsError);
    assert.equal(error.cause.code, 'ERROR_ACCESS_DENIED');
    assert.equal(error.cause.syscall, 'OpenProcess');
    assert.equal(error.context, server);
    assertIsHere(error, client);
    await adopter.stop();
  });

  it('rejects with ERR_HANDOFF_EXPIRED if the receiver accepts no messages', async () => {
    using conversation = converse();
    const { client, server } = conversation;
    const unresponsiveReceiver: IpcReceiver = { pid: process.pid, send: () => false };
    const error = await failureOf(sendContext(unresponsiveReceiver, server, { expiresIn: 50 }));
    assert.equal(error.code, 'ERR_HANDOFF_EXPIRED');
    assertIsHere(error, client);
  });

  it('closes the connection if the socket cannot be sent, and the receiver does not wait for it', async () => {
    const adopter = await AdoptingProcess.start();
    await adopter.ask({ kind: 'listen' }, 'done');
    using conversation = converse();
    const { client, server } = conversation;
    const connection = await connectedPair();
    const receiver: IpcReceiver = {
      pid: adopter.pid,
      send: (message, socket, options, sent) => {
        if (socket === undefined) return adopter.child.send(message, socket, options, sent);
        sent(new Error('The socket cannot be sent'));
        return false;
      },
    };
    const received = adopter.next('received');
    const closed = once(connection.client.resume(), 'close');
    const error = await failureOf(sendContext(receiver, server, { socket: connection.accepted }));
    assert.equal(error.code, 'ERR_HANDOFF_SOCKET_LOST');
    assert.equal(error.senderHasContext, false);
    assert.equal(error.context, undefined);
    assert.equal((await received).hasSocket, false);
    await adopter.converseWith(client, 'yours');
    await closed;
    await adopter.stop();
  });

  it('leaves no connection open if the receiver exits between the context and the socket', async function () {
    this.timeout(60_000);
    for (let round = 0; round < 5; round++) {
      const adopter = await AdoptingProcess.start();
      await adopter.ask({ kind: 'adopt-and-exit' }, 'done');
      const exit = once(adopter.child, 'exit');
      using conversation = converse();
      const { client, accepted } = await connectedPair();
      const closed = once(client.resume(), 'close');
      const error = await sendContext(adopter.child, conversation.server, {
        socket: accepted,
      }).then(
        () => null,
        (reason: unknown) => failureOf(Promise.reject(reason as Error)),
      );
      if (error !== null) {
        assert.equal(error.code, 'ERR_HANDOFF_SOCKET_LOST');
        assert.equal(error.senderHasContext, false);
        assert.equal(error.context, undefined);
      }
      await exit;
      await closed;
    }
  });
});
