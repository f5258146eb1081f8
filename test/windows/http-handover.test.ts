import assert from 'node:assert/strict';
import { once } from 'node:events';
import { join } from 'node:path';

import { HttpFront } from './support/http-front';
import { describeWithReferencePackage, packageName } from './support/reference-package';

const frontProgram = join(__dirname, 'support/held-http-front.js');
const worker = join(__dirname, 'support/handover-worker.js');

describeWithReferencePackage('Handovers of examples/http-negotiate', () => {
  const fronts: HttpFront[] = [];
  let front: HttpFront;

  async function start(workers: string): Promise<HttpFront> {
    const args = ['--workers', workers, '--worker', worker];
    const started = await HttpFront.start(args, {}, packageName, frontProgram);
    fronts.push(started);
    return started;
  }

  before(async () => {
    front = await start('1');
  });

  after(async () => {
    for (const each of fronts) await each.stop();
  });

  /** Connects until a connection gets this status. */
  async function connectUntil(expected: number): Promise<void> {
    for (let status = 0; status !== expected;) {
      const connection = await front.connect();
      ({ status } = await connection.authenticate((authorization) => {
        connection.send('GET', '/session', [authorization]);
      }));
      connection.socket.destroy();
    }
  }

  it('a worker that drains gives a connection back that it receives meanwhile', async () => {
    const { connection, session } = await front.authenticate();
    await connection.ask('/drain-during-handover');
    const next = await front.authenticate();
    assert.deepEqual(
      next.session.visits.map(({ pid, requests }) => [pid, requests]),
      [
        [front.pid, 1],
        [session.pid, 0],
        [next.session.pid, 1],
      ],
    );
    for (const { socket } of [connection, next.connection]) socket.destroy();
  });

  it('a worker that a restart replaces receives no connection, even before it drains', async () => {
    const { connection, session } = await front.authenticate();
    front.child.send('restart');
    await connection.ask('/asked-to-drain');
    const next = await front.authenticate();
    assert.notEqual(next.session.pid, session.pid);
    for (const { socket } of [connection, next.connection]) socket.destroy();
  });

  it('a worker that has closed its channel is replaced by a restart', async () => {
    const { connection } = await front.authenticate();
    await connection.ask('/close-channel');
    // The front has noticed the end of the channel when it has no worker.
    await connectUntil(503);
    front.child.send('restart');
    await connectUntil(200);
    connection.socket.destroy();
  });

  it('a worker that ends during a handover leaves the connection to the next worker', async () => {
    const pair = await start('2');
    const open = [];
    for (let index = 0; index < 3; index++) open.push(await pair.authenticate());
    // The worker with one of the three connections receives the next one.
    const pids = open.map(({ session }) => session.pid);
    const ending = open.find(({ session: { pid } }) => pids.indexOf(pid) === pids.lastIndexOf(pid));
    assert.ok(ending);
    await ending.connection.ask('/end-during-handover');
    const next = await pair.authenticate();
    await ending.connection.closed();
    const other = pids.find((pid) => pid !== ending.session.pid);
    assert.equal(next.session.pid, other);
    for (const { connection } of [...open, next]) connection.socket.destroy();
  });

  it('the front survives a client that resets its connection during the handshake of an upgrade', async () => {
    const connection = await front.connect();
    const { socket } = connection;
    const authenticating = connection.authenticate(async (authorization) => {
      connection.upgrade('/live', [authorization, 'X-Hold: AcceptSecurityContext']);
      await once(front.child, 'message');
      socket.resetAndDestroy();
      await once(socket, 'close');
    });
    await assert.rejects(authenticating, { code: 'ERR_STREAM_PREMATURE_CLOSE' });
    // The first bytes of this connection let the handshake of the other one continue.
    const next = await front.authenticate();
    next.connection.socket.destroy();
  });
});
