import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { TLSSocket } from 'node:tls';

import { type IpcReceiver, sendContext } from 'sspi-handoff';

import { AdoptingProcess } from './support/adopting-process';
import { connectedPair } from './support/connected-pair';
import { assertIsHere, failureOf } from './support/failed-handoff';
import { converse, exchangeMessages } from './support/reference-package';
import { describeWithPackage } from './support/test-packages';

const unresponsiveReceiver: IpcReceiver = { pid: process.pid, send: () => false };

const CHUNK = Buffer.alloc(64 << 20, 'x');

/**
 * Writes more bytes than the connection buffers while its peer does not read. Windows and Wine 10 accept the
 * first write of any size at once, and queue the next one.
 *
 * @returns The number of bytes.
 */
function writeUnread(socket: Socket): number {
  let written = 0;
  while (socket.writableLength === 0 && written < 4 * CHUNK.length) {
    socket.write(CHUNK);
    written += CHUNK.length;
  }
  assert.notEqual(socket.writableLength, 0);
  return written;
}

describeWithPackage('The socket of sendContext()', () => {
  let connection: Awaited<ReturnType<typeof connectedPair>>;

  beforeEach(async () => {
    connection = await connectedPair();
  });

  afterEach(() => {
    connection.client.destroy();
    connection.accepted.destroy();
  });

  it('emits data to a listener that is added after a failed handoff', async () => {
    using conversation = converse();
    const { client, accepted } = connection;
    assert.equal(client.readableFlowing, null);
    const error = await failureOf(
      sendContext(unresponsiveReceiver, conversation.server, { socket: client, expiresIn: 50 }),
    );
    assertIsHere(error, conversation.client);
    accepted.write('later\n');
    const [chunk] = (await once(client, 'data')) as [Buffer];
    assert.equal(chunk.toString(), 'later\n');
  });

  it('is sent after its pending writes have been flushed', async () => {
    const adopter = await AdoptingProcess.start();
    await adopter.ask({ kind: 'listen' }, 'done');
    using conversation = converse();
    const { client, accepted } = connection;
    const written = writeUnread(accepted);
    let arrived = 0;
    const all = new Promise<void>((resolve) => {
      client.on('data', (chunk) => {
        arrived += chunk.length;
        if (arrived === written) resolve();
      });
    });
    const received = adopter.next('received');
    await sendContext(adopter.child, conversation.server, { socket: accepted });
    await all;
    assert.equal((await received).hasSocket, true);
    client.write('one\n');
    const [answer] = (await once(client, 'data')) as [Buffer];
    assert.equal(answer.toString(), 'adopter got one\n');
    client.destroy();
    await adopter.stop();
  });

  it('delays the handoff while its client does not read, until the signal aborts', async () => {
    using conversation = converse();
    const { accepted } = connection;
    writeUnread(accepted);
    const aborting = new AbortController();
    const receiver = { pid: process.pid, send: () => assert.fail('the handoff has begun') };
    const sending = failureOf(
      sendContext(receiver, conversation.server, { socket: accepted, signal: aborting.signal }),
    );
    setTimeout(() => {
      aborting.abort();
    }, 50);
    const error = await sending;
    assert.equal(error.code, 'ERR_HANDOFF_WITHDRAWN');
    assert.equal(error.context, conversation.server);
    exchangeMessages(conversation.client, conversation.server);
  });

  it('can be ended before the handoff: its pending writes and its end are flushed first', async () => {
    const adopter = await AdoptingProcess.start();
    await adopter.ask({ kind: 'listen' }, 'done');
    using conversation = converse();
    const { client, accepted } = connection;
    const received = adopter.next('received');
    const written = writeUnread(accepted);
    accepted.end('last\n');
    const sending = sendContext(adopter.child, conversation.server, { socket: accepted });
    const [arrived] = await Promise.all([buffer(client), sending]);
    assert.equal(arrived.length, written + 5);
    assert.equal(arrived.subarray(-5).toString(), 'last\n');
    assert.equal((await received).hasSocket, true);
    await adopter.converseWith(conversation.client, 'yours');
    client.destroy();
    await adopter.stop();
  });

  async function refuses(socket: Socket, message: RegExp): Promise<void> {
    using conversation = converse();
    const receiver = { pid: process.pid, send: () => assert.fail('something was sent') };
    await assert.rejects(sendContext(receiver, conversation.server, { socket }), {
      name: 'TypeError',
      code: 'ERR_INVALID_ARG_VALUE',
      message,
    });
    exchangeMessages(conversation.client, conversation.server);
  }

  it('is refused if it has an encoding, and stays usable', async () => {
    const { client, accepted } = connection;
    client.setEncoding('utf8');
    await refuses(client, /setEncoding/);
    accepted.write('later\n');
    assert.deepEqual(await once(client, 'data'), ['later\n']);
  });

  it('is refused if it uses TLS', async () => {
    const secured = new TLSSocket(connection.client);
    await refuses(secured, /TLSSocket/);
    secured.destroy();
  });

  it('is refused if it is a named pipe', async () => {
    const path = `\\\\.\\pipe\\sspi-handoff-test-${String(process.pid)}`;
    const listener = createServer().listen(path);
    await once(listener, 'listening');
    const client = connect(path);
    const [[accepted]] = (await Promise.all([
      once(listener, 'connection'),
      once(client, 'connect'),
    ])) as [[Socket], unknown];
    listener.close();
    await refuses(client, /TCP/);
    await refuses(accepted, /TCP/);
    client.destroy();
    accepted.destroy();
  });

  it('is accepted if the client has reset it', async () => {
    const adopter = await AdoptingProcess.start();
    await adopter.ask({ kind: 'listen', toResetConnection: true }, 'done');
    using conversation = converse();
    const { client, accepted } = connection;
    client.resetAndDestroy();
    await once(client, 'close');
    const received = adopter.next('received');
    await sendContext(adopter.child, conversation.server, { socket: accepted });
    await received;
    await adopter.converseWith(conversation.client, 'yours');
    await adopter.stop();
  });
});
