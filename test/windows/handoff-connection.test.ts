import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { TLSSocket } from 'node:tls';

import { type IpcReceiver, sendContext } from 'sspi-handoff';

import { AdoptingProcess } from './support/adopting-process';
import { connectedPair } from './support/connected-pair';
import { assertIsHere, failureOf } from './support/failed-handoff';
import {
  converse,
  describeWithReferencePackage,
  exchangeMessages,
} from './support/reference-package';

const deaf: IpcReceiver = { pid: process.pid, send: () => false };

/** More than a connection takes up while its peer does not read. */
const UNREAD = Buffer.alloc(64 << 20, 'x');

describeWithReferencePackage('The connection that sendContext is given', () => {
  let connection: Awaited<ReturnType<typeof connectedPair>>;

  beforeEach(async () => {
    connection = await connectedPair();
  });

  afterEach(() => {
    connection.client.destroy();
    connection.accepted.destroy();
  });

  it('flows as before for who comes to listen after a failure', async () => {
    using conversation = converse();
    const { client, accepted } = connection;
    assert.equal(client.readableFlowing, null);
    const error = await failureOf(
      sendContext(deaf, conversation.server, { socket: client, expiresIn: 50 }),
    );
    assertIsHere(error, conversation.client);
    accepted.write('later\n');
    const [chunk] = (await once(client, 'data')) as [Buffer];
    assert.equal(chunk.toString(), 'later\n');
  });

  it('leaves with nothing unsent: what was written goes first', async () => {
    const adopter = await AdoptingProcess.start();
    await adopter.ask({ kind: 'listen' }, 'done');
    using conversation = converse();
    const { client, accepted } = connection;
    let arrived = 0;
    const all = new Promise<void>((resolve) => {
      client.on('data', (chunk) => {
        arrived += chunk.length;
        if (arrived === UNREAD.length) resolve();
      });
    });
    const received = adopter.next('received');
    accepted.write(UNREAD);
    assert.notEqual(accepted.writableLength, 0);
    await sendContext(adopter.child, conversation.server, { socket: accepted });
    await all;
    assert.equal((await received).hasSocket, true);
    client.write('one\n');
    const [answer] = (await once(client, 'data')) as [Buffer];
    assert.equal(answer.toString(), 'adopter got one\n');
    client.destroy();
    await adopter.stop();
  });

  it('holds up the handoff while its client does not read, until the signal', async () => {
    using conversation = converse();
    const { accepted } = connection;
    accepted.write(UNREAD);
    const aborting = new AbortController();
    const target = { pid: process.pid, send: () => assert.fail('the handoff has begun') };
    const sending = failureOf(
      sendContext(target, conversation.server, { socket: accepted, signal: aborting.signal }),
    );
    setTimeout(() => {
      aborting.abort();
    }, 50);
    const error = await sending;
    assert.equal(error.code, 'ERR_HANDOFF_WITHDRAWN');
    assert.equal(error.context, conversation.server);
    exchangeMessages(conversation.client, conversation.server);
  });

  it('may have been ended: what was written, and the end, leave first, and no error comes of it', async () => {
    const adopter = await AdoptingProcess.start();
    await adopter.ask({ kind: 'listen' }, 'done');
    using conversation = converse();
    const { client, accepted } = connection;
    const received = adopter.next('received');
    accepted.end(Buffer.concat([UNREAD, Buffer.from('last\n')]));
    const sending = sendContext(adopter.child, conversation.server, { socket: accepted });
    const [arrived] = await Promise.all([buffer(client), sending]);
    assert.equal(arrived.length, UNREAD.length + 5);
    assert.equal(arrived.subarray(-5).toString(), 'last\n');
    assert.equal((await received).hasSocket, true);
    await adopter.converseWith(conversation.client, 'yours');
    client.destroy();
    await adopter.stop();
  });

  async function refuses(socket: Socket, message: RegExp): Promise<void> {
    using conversation = converse();
    const target = { pid: process.pid, send: () => assert.fail('something was sent') };
    await assert.rejects(sendContext(target, conversation.server, { socket }), {
      name: 'TypeError',
      code: 'ERR_INVALID_ARG_VALUE',
      message,
    });
    exchangeMessages(conversation.client, conversation.server);
  }

  it('is refused with an encoding, and goes on', async () => {
    const { client, accepted } = connection;
    client.setEncoding('utf8');
    await refuses(client, /setEncoding/);
    accepted.write('later\n');
    assert.deepEqual(await once(client, 'data'), ['later\n']);
  });

  it('is refused with TLS on it', async () => {
    const secured = new TLSSocket(connection.client);
    await refuses(secured, /TLSSocket/);
    secured.destroy();
  });

  it('is refused as a named pipe', async () => {
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

  it('may be one that the client has reset: that is no wrong argument', async () => {
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
