import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';

import type { ClientContextOptions } from 'sspi-handoff';

import { identity, newClient, packageName } from './reference-package';

/** The program of examples/http-negotiate. */
const main = join(__dirname, '../../../examples/http-negotiate/main.js');

export interface Response {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** The front's answer to GET /session. */
export interface Session {
  readonly user: string;
  readonly path: string;
  readonly pid: number;
  readonly clientPort: number;
  readonly visits: readonly { role: string; pid: number; requests: number }[];
  readonly sha256?: string;
}

export class HttpFront {
  private constructor(
    readonly child: ChildProcess,
    readonly port: number,
    readonly pid: number,
    readonly workerPids: readonly number[],
  ) {}

  static async start(
    args: readonly string[] = [],
    env: NodeJS.ProcessEnv = {},
    securityPackage = packageName,
    program = main,
  ): Promise<HttpFront> {
    const { user, password } = identity;
    const login = ['--package', securityPackage, '--user', user, '--password', password];
    const child = fork(program, [...login, ...args], { env: { ...process.env, ...env } });
    const [message] = (await once(child, 'message')) as [
      { port: number; frontPid: number; workerPids: number[] },
    ];
    return new HttpFront(child, message.port, message.frontPid, message.workerPids);
  }

  async stop(): Promise<void> {
    const exit = once(this.child, 'exit');
    this.child.disconnect();
    const [code] = (await exit) as [number];
    assert.equal(code, 0);
  }

  async connect(): Promise<HttpConnection> {
    const socket = connect(this.port, '127.0.0.1');
    await once(socket, 'connect');
    return new HttpConnection(socket);
  }

  /** Connects and authenticates. The worker answers the last request. */
  async authenticate(): Promise<{ connection: HttpConnection; session: Session }> {
    const connection = await this.connect();
    const response = await connection.authenticate((authorization) => {
      connection.send('GET', '/session', [authorization]);
    });
    assert.equal(response.status, 200, response.body);
    return { connection, session: JSON.parse(response.body) as Session };
  }
}

/** A raw connection, because a test decides which bytes are sent at once. */
export class HttpConnection {
  #received = Buffer.alloc(0);
  readonly #chunks: AsyncIterator<Buffer>;

  constructor(readonly socket: Socket) {
    this.#chunks = socket[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  get port(): number {
    return this.socket.localPort ?? 0;
  }

  /** Waits until the bytes written so far have left this process. */
  async sent(): Promise<void> {
    await new Promise((resolve) => this.socket.write('', resolve));
  }

  send(method: string, path: string, headers: readonly string[] = [], body = ''): void {
    this.socket.write(request(method, path, headers, body));
  }

  async ask(path: string, method = 'GET', headers: readonly string[] = []): Promise<Session> {
    this.send(method, path, headers);
    const { status, body } = await this.receive();
    assert.equal(status, 200);
    return JSON.parse(body) as Session;
  }

  /**
   * Sends one request after the other until the handshake is complete.
   *
   * @param send Sends a request with this header. The client's second token is its last one.
   * @param options For example the bindings of the TLS connection, or the credentials of another user.
   * @returns The first response that is not 401. After 100 Continue, the final one has not arrived yet.
   */
  async authenticate(
    send: (authorization: string, isLast: boolean) => void | Promise<void>,
    options: Partial<ClientContextOptions> = {},
  ): Promise<Response> {
    using client = newClient({ targetName: 'HTTP/localhost', ...options });
    let token = client.stepSync();
    for (let leg = 1; ; leg++) {
      assert.ok(token);
      await send(`Authorization: Negotiate ${token.toString('base64')}`, leg === 2);
      const response = await this.receive();
      const [, reply = ''] =
        /^Negotiate (.+)$/.exec(response.headers.get('www-authenticate') ?? '') ?? [];
      if (response.status === 100) return response;
      if (response.status !== 401) {
        if (reply !== '') assert.equal(client.stepSync(Buffer.from(reply, 'base64')), null);
        assert.ok(client.complete, 'The server has not proved its identity');
        return response;
      }
      assert.notEqual(reply, '', 'The server refuses the token');
      token = client.stepSync(Buffer.from(reply, 'base64'));
    }
  }

  async receive(): Promise<Response> {
    for (;;) {
      const end = this.#received.indexOf('\r\n\r\n');
      if (end >= 0) {
        const [statusLine = '', ...lines] = this.#received.toString('latin1', 0, end).split('\r\n');
        const headers = new Map(
          lines.map((line): [string, string] => {
            const [name = '', ...value] = line.split(': ');
            return [name.toLowerCase(), value.join(': ')];
          }),
        );
        const status = Number(statusLine.split(' ')[1]);
        const bodyEnd = end + 4 + Number(headers.get('content-length') ?? 0);
        if (this.#received.length >= bodyEnd) {
          const body = this.#received.toString('utf8', end + 4, bodyEnd);
          this.#received = this.#received.subarray(bodyEnd);
          return { status, headers, body };
        }
      }
      await this.#read();
    }
  }

  /** Upgrades the connection to a WebSocket. */
  upgrade(path: string, headers: readonly string[] = []): void {
    this.send('GET', path, [
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      ...headers,
    ]);
  }

  /** Sends an empty text message over the WebSocket. */
  sendFrame(): void {
    const isMasked = 0x80;
    this.socket.write(Buffer.of(0x81, isMasked, 0, 0, 0, 0));
  }

  /** The next frame of the WebSocket: its first byte and its content. */
  async receiveFrame(): Promise<{ kind: number; content: Buffer }> {
    const [kind = 0, short = 0] = await this.#take(2);
    const length = short < 126 ? short : (await this.#take(2)).readUInt16BE();
    return { kind, content: await this.#take(length) };
  }

  async #take(length: number): Promise<Buffer> {
    while (this.#received.length < length) await this.#read();
    const taken = this.#received.subarray(0, length);
    this.#received = this.#received.subarray(length);
    return taken;
  }

  async #read(): Promise<void> {
    const next = await this.#chunks.next();
    if (next.done === true) throw new Error('The server has closed the connection');
    this.#received = Buffer.concat([this.#received, next.value]);
  }

  /** Waits until the server closes the connection. */
  async closed(): Promise<void> {
    try {
      while ((await this.#chunks.next()).done !== true);
    } catch {
      // A reset also closes the connection.
    }
  }
}

export function request(
  method: string,
  path: string,
  headers: readonly string[] = [],
  body = '',
): string {
  const length = body === '' ? [] : [`Content-Length: ${String(Buffer.byteLength(body))}`];
  const lines = [`${method} ${path} HTTP/1.1`, 'Host: localhost', ...headers, ...length];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}
