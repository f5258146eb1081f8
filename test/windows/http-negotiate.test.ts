import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

import { type HttpConnection, HttpFront, request, type Session } from './support/http-front';
import { describeWithReferencePackage, identity } from './support/reference-package';

const account = `${identity.domain}\\${identity.user}`;
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const parse = (body: string) => JSON.parse(body) as Session;

describeWithReferencePackage('The front of examples/http-negotiate', () => {
  let front: HttpFront;
  const connections: HttpConnection[] = [];

  before(async () => {
    front = await HttpFront.start();
  });

  after(async () => {
    await front.stop();
  });

  afterEach(() => {
    for (const { socket } of connections.splice(0)) socket.destroy();
  });

  async function connect(): Promise<HttpConnection> {
    const connection = await front.connect();
    connections.push(connection);
    return connection;
  }

  async function authenticate(): Promise<{ connection: HttpConnection; session: Session }> {
    const { connection, session } = await front.authenticate();
    connections.push(connection);
    return { connection, session };
  }

  describe('authentication', () => {
    it('answers 401 with Negotiate, and keeps the connection', async () => {
      const connection = await connect();
      for (let round = 0; round < 2; round++) {
        connection.send('GET', '/session');
        const { status, headers } = await connection.receive();
        assert.equal(status, 401);
        assert.equal(headers.get('www-authenticate'), 'Negotiate');
      }
    });

    it('answers 401 to a body without credentials, and keeps the connection', async () => {
      const connection = await connect();
      const { status, body } = await connection.authenticate(async (authorization, isLast) => {
        if (isLast) {
          // The bytes of this body do not belong to the next request, which is handed over.
          connection.send('POST', '/upload', [], 'x'.repeat(300_000));
          assert.equal((await connection.receive()).status, 401);
        }
        connection.send('POST', '/upload', [authorization], 'hello');
      });
      assert.equal(status, 200);
      assert.equal(parse(body).sha256, sha256('hello'));
    });

    it('answers 401 to a large body without credentials, and closes the connection', async () => {
      const connection = await connect();
      connection.send('POST', '/upload', ['Content-Length: 10000000']);
      const { status, headers } = await connection.receive();
      assert.deepEqual([status, headers.get('connection')], [401, 'close']);
      await connection.closed();
    });

    for (const [title, headers] of [
      ['chunked body', ['Transfer-Encoding: chunked']],
      ['request that waits for 100 Continue', ['Expect: 100-continue', 'Content-Length: 5']],
    ] as const) {
      it(`answers 401 to a ${title} without credentials, and closes the connection`, async () => {
        const connection = await connect();
        connection.send('POST', '/upload', headers);
        const response = await connection.receive();
        assert.deepEqual([response.status, response.headers.get('connection')], [401, 'close']);
        await connection.closed();
      });
    }

    it('answers 401 to a wrong token, and accepts a correct one in the same connection', async () => {
      const connection = await connect();
      for (const wrong of ['Negotiate AAAA', 'Negotiate', 'Basic YTpi', 'NTLM AAAA']) {
        connection.send('GET', '/session', [`Authorization: ${wrong}`]);
        const { status, headers } = await connection.receive();
        assert.deepEqual([status, headers.get('www-authenticate')], [401, 'Negotiate'], wrong);
      }
      const { status } = await connection.authenticate((authorization) => {
        connection.send('GET', '/session', [authorization]);
      });
      assert.equal(status, 200);
    });

    it('proves its identity in the response that completes the authentication, and in no later one', async () => {
      const connection = await connect();
      const first = await connection.authenticate((authorization) => {
        connection.send('GET', '/session', [authorization]);
      });
      connection.send('GET', '/session');
      const next = await connection.receive();
      const proofOf = ({ headers }: typeof next) => headers.get('www-authenticate') ?? '';
      assert.match(proofOf(first), /^Negotiate .+/);
      assert.equal(proofOf(next), '');
      const isPersistent = [first, next].map(({ headers }) => headers.get('persistent-auth'));
      assert.deepEqual(isPersistent, ['true', undefined]);
    });

    it('takes one connection, and a worker answers the last request and the next ones', async () => {
      const { connection, session } = await authenticate();
      const { pid } = session;
      assert.ok(front.workerPids.includes(pid));
      for (let requests = 2; requests <= 5; requests++) {
        assert.deepEqual(await connection.ask('/next'), {
          ...session,
          path: '/next',
          user: account,
          clientPort: connection.port,
          visits: [
            { role: 'front', pid: front.pid, requests: 1 },
            { role: 'worker', pid, requests },
          ],
        });
      }
    });

    it('refuses to replace the user of a connection', async () => {
      const { connection } = await authenticate();
      connection.send('GET', '/session', ['Authorization: Negotiate AAAA']);
      const { status, headers } = await connection.receive();
      assert.deepEqual([status, headers.get('connection')], [401, 'close']);
      await connection.closed();
    });

    it('survives clients that reset their connection during the handover', async () => {
      for (let round = 0; round < 10; round++) {
        const connection = await connect();
        const authenticating = connection.authenticate((authorization, isLast) => {
          connection.send('GET', '/session', [authorization]);
          if (isLast) setTimeout(() => connection.socket.resetAndDestroy(), round);
        });
        // A response can be faster than the reset.
        await authenticating.catch(() => undefined);
      }
      await authenticate();
    });
  });

  describe('bytes in flight', () => {
    it('gives the worker a body that arrives before and after the handover', async () => {
      const connection = await connect();
      const body = 'abcdefgh'.repeat(200_000);
      const response = await connection.authenticate((authorization, isLast) => {
        if (!isLast) {
          connection.send('GET', '/', [authorization]);
          return;
        }
        const whole = request('POST', '/upload', [authorization], body);
        connection.socket.write(whole.slice(0, 700_000));
        setTimeout(() => connection.socket.write(whole.slice(700_000)), 100);
      });
      assert.equal(parse(response.body).sha256, sha256(body));
    });

    it('gives the worker a chunked body', async () => {
      const connection = await connect();
      const response = await connection.authenticate((authorization, isLast) => {
        const headers = [authorization, ...(isLast ? ['Transfer-Encoding: chunked'] : [])];
        connection.send('POST', '/upload', headers);
        if (!isLast) return;
        connection.socket.write('5\r\nhel');
        setTimeout(() => connection.socket.write('lo\r\n6\r\n world\r\n0\r\n\r\n'), 50);
      });
      assert.equal(parse(response.body).sha256, sha256('hello world'));
    });

    it('lets the worker ask for a body with 100 Continue', async () => {
      const connection = await connect();
      const { status } = await connection.authenticate((authorization, isLast) => {
        const expect = ['Expect: 100-continue', 'Content-Length: 5'];
        connection.send('POST', '/upload', [authorization, ...(isLast ? expect : [])]);
      });
      assert.equal(status, 100);
      connection.socket.write('hello');
      const { body } = await connection.receive();
      assert.equal(parse(body).sha256, sha256('hello'));
    });

    it('gives the worker the requests behind the last one of the handshake', async () => {
      const connection = await connect();
      const response = await connection.authenticate((authorization, isLast) => {
        const more = isLast ? ['/a', '/b'].map((path) => request('GET', path)).join('') : '';
        connection.socket.write(request('POST', '/upload', [authorization], 'body') + more);
      });
      const first = parse(response.body);
      assert.equal(first.sha256, sha256('body'));
      for (const expected of ['/a', '/b']) {
        const { path, pid } = parse((await connection.receive()).body);
        assert.deepEqual([path, pid], [expected, first.pid]);
      }
    });

    it('closes a connection whose client does not wait for 401', async () => {
      const connection = await connect();
      let authorization = '';
      await assert.rejects(
        connection.authenticate((header, isLast) => {
          authorization = header;
          if (isLast) connection.socket.write(request('GET', '/') + request('GET', '/', [header]));
          else connection.send('GET', '/', [header]);
        }),
      );
      assert.notEqual(authorization, '');
      const { headers } = await connection.receive();
      assert.equal(headers.get('connection'), 'close');
      await connection.closed();
    });

    it('lets the worker upgrade an authenticated connection to a WebSocket', async () => {
      const { connection, session } = await authenticate();
      connection.upgrade('/live');
      assert.equal((await connection.receive()).status, 101);
      for (let round = 0; round < 2; round++) {
        const { content } = await connection.receiveFrame();
        const { pid, user } = parse(content.toString());
        assert.deepEqual([pid, user], [session.pid, account]);
        connection.sendFrame();
      }
    });

    it('lets the worker upgrade the request that completes the handshake', async () => {
      const connection = await connect();
      const { status } = await connection.authenticate((authorization) => {
        connection.upgrade('/live', [authorization]);
      });
      assert.equal(status, 101);
      const { content } = await connection.receiveFrame();
      assert.equal(parse(content.toString()).user, account);
    });
  });
});
