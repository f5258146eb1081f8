import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { Credentials } from 'sspi-handoff';

import { type HttpConnection, HttpFront, request, type Session } from './support/http-front';
import { describeWithReferencePackage, identity, packageName } from './support/reference-package';

const account = `${identity.domain}\\${identity.user}`;
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const parse = (body: string) => JSON.parse(body) as Session;
/** The example accepts requests with effects only from its own page. */
const byPage = ['X-Requested-With: test'];

describeWithReferencePackage('The workers of examples/http-negotiate', () => {
  let front: HttpFront;
  const ownFronts: HttpFront[] = [];
  const connections: HttpConnection[] = [];

  before(async () => {
    front = await HttpFront.start();
  });

  after(async () => {
    await front.stop();
  });

  afterEach(() => {
    for (const { socket } of connections.splice(0)) socket.destroy();
    // A test that fails leaves its front. Otherwise mocha would wait for it.
    for (const { child } of ownFronts.splice(0)) if (child.connected) child.disconnect();
  });

  async function authenticate(): Promise<{ connection: HttpConnection; session: Session }> {
    const { connection, session } = await front.authenticate();
    connections.push(connection);
    return { connection, session };
  }

  async function startFront(workers: string) {
    const own = await HttpFront.start(['--workers', workers]);
    ownFronts.push(own);
    const stop = async (...open: HttpConnection[]) => {
      for (const { socket } of open) socket.destroy();
      await own.stop();
    };
    return { front: own, stop };
  }

  /** Authenticated connections to one worker. */
  async function connectionsOfOneWorker(count: number): Promise<{
    pid: number;
    idle: HttpConnection[];
  }> {
    const byPid = new Map<number, HttpConnection[]>();
    for (;;) {
      const { connection, session } = await authenticate();
      const idle = [...(byPid.get(session.pid) ?? []), connection];
      if (idle.length === count) return { pid: session.pid, idle };
      byPid.set(session.pid, idle);
    }
  }

  it('receive connections in turn, the least busy one first', async () => {
    const many = await HttpFront.start(['--workers', '3']);
    const counts = new Map<number, number>();
    const open = [];
    for (let index = 0; index < 6; index++) {
      const { connection, session } = await many.authenticate();
      open.push({ connection, pid: session.pid });
      counts.set(session.pid, (counts.get(session.pid) ?? 0) + 1);
    }
    assert.deepEqual([...counts.values()], [2, 2, 2]);

    // A worker that loses its connections is the least busy one.
    const { pid } = open[0] ?? {};
    for (const each of open.filter((other) => other.pid === pid)) each.connection.socket.destroy();
    const deadline = Date.now() + 10_000;
    let next = await many.authenticate();
    while (next.session.pid !== pid) {
      assert.ok(Date.now() < deadline, 'The front does not notice the ends');
      next.connection.socket.destroy();
      next = await many.authenticate();
    }
    open.push({ connection: next.connection, pid });
    const { session, connection } = await many.authenticate();
    assert.equal(session.pid, pid);
    for (const each of [...open, { connection }]) each.connection.socket.destroy();
    await many.stop();
  });

  it('know the user of each of their connections', async () => {
    const { front: single, stop } = await startFront('1');
    using credentials = Credentials.acquireSync({
      packageName,
      use: 'outbound',
      identity: { ...identity, user: 'bob' },
    });
    const { connection: alice, session } = await single.authenticate();
    const bob = await single.connect();
    const { body } = await bob.authenticate(
      (authorization) => {
        bob.send('GET', '/session', [authorization]);
      },
      { credentials },
    );
    const users = [session.user, parse(body).user];
    for (const each of [bob, alice, bob, alice]) users.push((await each.ask('/session')).user);
    const bobs = `${identity.domain}\\bob`;
    assert.deepEqual(users, [account, bobs, bobs, account, bobs, account]);
    await stop(alice, bob);
  });

  it('survive a client that closes its connection during a request', async () => {
    const { front: single, stop } = await startFront('1');
    const { connection: other, session } = await single.authenticate();
    const { connection: closing } = await single.authenticate();
    closing.send('POST', '/upload', ['Content-Length: 10']);
    closing.socket.write('half');
    // The response to a later request of this worker shows that it has read the first one.
    await closing.sent();
    await other.ask('/session');
    closing.socket.resetAndDestroy();
    for (let round = 0; round < 5; round++) {
      assert.equal((await other.ask('/session')).pid, session.pid);
    }
    const { connection: next, session: later } = await single.authenticate();
    assert.equal(later.pid, session.pid);
    await stop(other, next);
  });

  it('give a single connection back, and another worker continues with it', async () => {
    const { connection, session } = await authenticate();
    const { pid } = await connection.ask('/move', 'POST', byPage);
    assert.equal(pid, session.pid);
    const next = await connection.ask('/session');
    assert.notEqual(next.pid, pid);
    assert.deepEqual([next.user, next.clientPort], [account, connection.port]);
    assert.deepEqual(
      next.visits.map((visit) => [visit.pid, visit.requests]),
      [
        [front.pid, 1],
        [pid, 2],
        [next.pid, 1],
      ],
    );
  });

  it('that drain give back idle connections, then exit', async () => {
    const { pid, idle } = await connectionsOfOneWorker(3);
    const [first, ...others] = idle;
    assert.equal((await first?.ask('/drain', 'POST', byPage))?.pid, pid);
    for (const connection of idle) {
      const next = await connection.ask('/session');
      assert.notEqual(next.pid, pid);
      assert.deepEqual([next.user, next.clientPort], [account, connection.port]);
    }
    assert.equal(others.length, 2);
    await exitOf(pid);
    await authenticate();
  });

  it('that drain answer a request in progress first', async () => {
    const { pid, idle } = await connectionsOfOneWorker(2);
    const [busy, other] = idle as [HttpConnection, HttpConnection];
    const whole = request('POST', '/upload', [], 'hello');
    busy.socket.write(whole.slice(0, -2));
    await busy.sent();
    await other.ask('/drain', 'POST', byPage);
    busy.socket.write(whole.slice(-2));
    const { sha256: hash } = parse((await busy.receive()).body);
    assert.equal(hash, sha256('hello'));
    assert.notEqual((await busy.ask('/session')).pid, pid);
    await exitOf(pid);
  });

  it('that drain answer a request whose first bytes they have', async () => {
    const { pid, idle } = await connectionsOfOneWorker(2);
    const [busy, other] = idle as [HttpConnection, HttpConnection];
    const next = request('GET', '/next');
    // The response to the first request shows that the worker has read the beginning of the second one.
    busy.socket.write(request('GET', '/first') + next.slice(0, 10));
    assert.equal(parse((await busy.receive()).body).path, '/first');
    await other.ask('/drain', 'POST', byPage);
    busy.socket.write(next.slice(10));
    const answered = parse((await busy.receive()).body);
    assert.deepEqual([answered.path, answered.pid], ['/next', pid]);
    assert.notEqual((await busy.ask('/session')).pid, pid);
    await exitOf(pid);
  });

  it('are all replaced by a restart of the front, and no client notices it', async () => {
    const { connection, session } = await authenticate();
    const { connection: other } = await authenticate();
    front.child.send('restart');
    await exitOf(session.pid);
    for (const moved of [connection, other]) {
      const { user, clientPort, visits } = await moved.ask('/session');
      assert.deepEqual([user, clientPort], [account, moved.port]);
      assert.equal(visits.length, 3);
    }
  });

  it('that drain close their WebSockets with the code for a restart', async () => {
    const { pid, idle } = await connectionsOfOneWorker(2);
    const [live, other] = idle as [HttpConnection, HttpConnection];
    live.upgrade('/live');
    assert.equal((await live.receive()).status, 101);
    await live.receiveFrame();
    await other.ask('/drain', 'POST', byPage);
    const { kind, content } = await live.receiveFrame();
    assert.deepEqual([kind, content.readUInt16BE()], [0x88, 1012]);
    live.socket.destroy();
    await exitOf(pid);
  });

  it('that drain are replaced', async () => {
    const { front: single, stop } = await startFront('1');
    const { connection, session } = await single.authenticate();
    await connection.ask('/drain', 'POST', byPage);
    assert.notEqual((await connection.ask('/session')).pid, session.pid);
    await exitOf(session.pid);
    await stop(connection);
  });

  it('that end are replaced, and until then the front answers 503', async () => {
    const { front: single, stop } = await startFront('1');
    const { connection: lost, session } = await single.authenticate();
    process.kill(session.pid);
    await lost.closed();
    const deadline = Date.now() + 10_000;
    const statuses: number[] = [];
    let last: HttpConnection;
    do {
      assert.ok(Date.now() < deadline, 'The worker is not replaced');
      const connection = await single.connect();
      last = connection;
      const { status } = await connection.authenticate((authorization) => {
        connection.send('GET', '/session', [authorization]);
      });
      statuses.push(status);
    } while (statuses.at(-1) !== 200);
    assert.deepEqual([...new Set(statuses)], [503, 200]);
    const { pid } = await last.ask('/session');
    assert.notEqual(pid, session.pid);

    // A restart replaces only the second worker. Two new workers would share the two connections.
    single.child.send('restart');
    await exitOf(pid);
    const { connection: next, session: later } = await single.authenticate();
    assert.equal((await last.ask('/session')).pid, later.pid);
    await stop(last, next);
  });

  it('that end lose their connections, and the next connection gets another worker', async () => {
    const { connection, session } = await authenticate();
    process.kill(session.pid);
    // At once, so that the front may not have noticed the end.
    const next = await authenticate();
    assert.notEqual(next.session.pid, session.pid);
    await connection.closed();
    await authenticate();
  });
});

async function exitOf(pid: number): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (isRunning(pid)) {
    assert.ok(Date.now() < deadline, 'The worker does not exit');
    await sleep(20);
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
