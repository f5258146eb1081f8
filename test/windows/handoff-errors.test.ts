import assert from 'node:assert/strict';
import { once } from 'node:events';

import { type IpcReceiver, sendContext, WindowsError } from 'sspi-handoff';

import { AdoptingProcess } from './support/adopting-process';
import { connectedPair, lines } from './support/connected-pair';
import { assertIsHere, failureOf } from './support/failed-handoff';
import {
  converse,
  describeWithReferencePackage,
  exchangeMessages,
} from './support/reference-package';

const SEC_E_SECPKG_NOT_FOUND = 0x80090305;

describeWithReferencePackage('A handoff that fails', () => {
  it('in a process that has not the package: ERR_HANDOFF_REJECTED, with its status', async () => {
    const adopter = await AdoptingProcess.start('json', 'adopter-without-package.js');
    await adopter.ask({ kind: 'listen' }, 'done');
    using conversation = converse();
    const { client, server } = conversation;
    exchangeMessages(client, server);
    const connection = await connectedPair();
    connection.client.write('kept\n');
    const told = adopter.next('failed');

    const error = await failureOf(
      sendContext(adopter.child, server, { socket: connection.accepted }),
    );
    assert.equal(error.code, 'ERR_HANDOFF_REJECTED');
    assert.equal(error.status, SEC_E_SECPKG_NOT_FOUND);
    assertIsHere(error, client);
    assert.deepEqual(await told, {
      kind: 'failed',
      code: 'ERR_HANDOFF_REJECTED',
      senderHasContext: true,
      status: SEC_E_SECPKG_NOT_FOUND,
    });
    assert.deepEqual(await lines(connection.accepted, 1), ['kept']);
    connection.client.destroy();
    connection.accepted.destroy();
    await adopter.stop();
  });

  it('for want of rights: ERR_HANDOFF_RECEIVER_UNREACHABLE, naming them, before it is exported', async () => {
    const adopter = await AdoptingProcess.start();
    await adopter.ask({ kind: 'refuse-handle-duplication' }, 'done');
    using conversation = converse();
    const { client, server } = conversation;
    exchangeMessages(client, server);
    const error = await failureOf(sendContext(adopter.child, server));
    assert.equal(error.code, 'ERR_HANDOFF_RECEIVER_UNREACHABLE');
    assert.match(error.message, /PROCESS_DUP_HANDLE/);
    assert.ok(error.cause instanceof WindowsError);
    assert.equal(error.cause.code, 'ERROR_ACCESS_DENIED');
    assert.equal(error.cause.syscall, 'OpenProcess');
    assert.equal(error.context, server);
    assertIsHere(error, client);
    await adopter.stop();
  });

  it('because its target takes no messages expires all the same', async () => {
    using conversation = converse();
    const { client, server } = conversation;
    const deaf: IpcReceiver = { pid: process.pid, send: () => false };
    const error = await failureOf(sendContext(deaf, server, { expiresIn: 50 }));
    assert.equal(error.code, 'ERR_HANDOFF_EXPIRED');
    assertIsHere(error, client);
  });

  it('once the target has adopted closes the connection, and does not keep the target waiting', async () => {
    const adopter = await AdoptingProcess.start();
    await adopter.ask({ kind: 'listen' }, 'done');
    using conversation = converse();
    const { client, server } = conversation;
    const connection = await connectedPair();
    const target: IpcReceiver = {
      pid: adopter.pid,
      send: (message, socket, options, sent) => {
        if (socket === undefined) return adopter.child.send(message, socket, options, sent);
        sent(new Error('The socket cannot be sent'));
        return false;
      },
    };
    const received = adopter.next('received');
    const closed = once(connection.client.resume(), 'close');
    const error = await failureOf(sendContext(target, server, { socket: connection.accepted }));
    assert.equal(error.code, 'ERR_HANDOFF_SOCKET_LOST');
    assert.equal(error.senderHasContext, false);
    assert.equal(error.context, undefined);
    assert.equal((await received).hasSocket, false);
    await adopter.converseWith(client, 'yours');
    await closed;
    await adopter.stop();
  });

  it('because the target ends between the context and the socket leaves no connection open', async function () {
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
