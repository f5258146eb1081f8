import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import { finished } from 'node:stream/promises';

import type { SecurityContext } from 'sspi-handoff';

import { Client, clientOf, setClient, takeAuthenticatedHeaders } from './client';
import { Handshake, MAX_HEADER_SIZE, type Schemes } from './handshake';
import { RequestBytes } from './request-bytes';
import { accessTokenOf, isUnsupported, type Subject } from './subject';
import type { WorkerPool } from './worker-pool';

export interface FrontOptions {
  readonly schemes: Schemes;
  readonly workers: WorkerPool;
  /** `endPointBindings(certificate)`, if another process terminates TLS with this certificate. */
  readonly channelBindings?: Uint8Array;
  /** Answers the clients whose package can neither export nor return an access token. `clientOf(request)` is the client. */
  readonly answerHere: RequestListener;
}

/** A larger body of a request that gets 401 is not worth reading: the connection is closed. */
const MAX_DISCARDED_BYTES = 1024 * 1024;

/**
 * Creates an HTTP server that authenticates each connection, and hands it to a worker together with the request that
 * completed the handshake. It answers only with 401.
 */
export function createFront(options: FrontOptions): Server {
  const connections = new WeakMap<Socket, FrontConnection>();
  const receive = (request: IncomingMessage, response: ServerResponse) => {
    connections.get(request.socket)?.receive(request, response);
  };
  const server = createServer({ maxHeaderSize: MAX_HEADER_SIZE }, receive);
  server.on('connection', (socket) => {
    const connection = connections.get(socket) ?? new FrontConnection(socket, options);
    connections.set(socket, connection);
    connection.bytes.record();
  });
  // Otherwise Node would answer 100, and the client would send its body before it is authenticated.
  server.on('checkContinue', receive);
  server.on('upgrade', (request, socket: Socket) => {
    // Node leaves the response to an upgrade to the program.
    const response = new ServerResponse(request);
    response.assignSocket(socket);
    response.once('finish', () => {
      response.detachSocket(socket);
      if (response.getHeader('Connection') === 'close') socket.end();
      else server.emit('connection', socket);
    });
    receive(request, response);
  });
  return server;
}

/** A connection until it is handed to a worker. */
class FrontConnection {
  readonly bytes: RequestBytes;
  readonly #handshake: Handshake;
  #requests = 0;
  #isHere = false;
  #isHandedOver = false;
  /** Ends with the last response. Requests of one connection are answered in order. */
  #turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly socket: Socket,
    private readonly options: FrontOptions,
  ) {
    this.bytes = new RequestBytes(socket);
    this.#handshake = new Handshake(options.schemes, options.channelBindings);
    // 'close' follows. Without this listener a reset would end the process.
    socket.on('error', () => undefined);
    socket.once('close', () => {
      this.#handshake.dispose();
    });
  }

  receive(request: IncomingMessage, response: ServerResponse): void {
    this.#turn = this.#turn
      .then(() => this.#answer(request, response))
      .catch((error: unknown) => {
        process.emitWarning(error as Error);
        this.socket.destroy();
      });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { socket, bytes, options } = this;
    if (this.#isHandedOver || socket.destroyed) return;
    if (this.#isHere && request.headers.authorization === undefined) {
      this.#answerHere(request, response);
      return;
    }
    const step = await this.#handshake.step(request.headers.authorization);
    if (step.context === undefined) {
      await this.#challenge(request, response, step.challenges);
    } else if (bytes.from(request) === undefined) {
      // The client did not wait for the response to an earlier request. It may try again in a new connection.
      step.context.dispose();
      response.setHeader('Connection', 'close');
      await this.#challenge(request, response, [...options.schemes.keys()]);
    } else {
      await this.#handOver(request, response, step.context, step.proof);
    }
  }

  async #challenge(
    request: IncomingMessage,
    response: ServerResponse,
    challenges: readonly string[],
  ): Promise<void> {
    const { 'content-length': length = 0, 'transfer-encoding': coding, expect } = request.headers;
    if (coding !== undefined || expect !== undefined || Number(length) > MAX_DISCARDED_BYTES) {
      response.setHeader('Connection', 'close');
    } else if (Number(length) > 0) {
      await finished(request.resume());
    }
    this.bytes.forget();
    this.#requests++;
    response.statusCode = 401;
    response.setHeader('WWW-Authenticate', challenges);
    response.end('This page needs a client that authenticates with Kerberos or NTLM.\n');
  }

  async #handOver(
    request: IncomingMessage,
    response: ServerResponse,
    context: SecurityContext,
    proof: string | undefined,
  ): Promise<void> {
    const { socket, options } = this;
    const visits = [{ role: 'front', pid: process.pid, requests: this.#requests }] as const;
    const handover = { visits, authenticated: { proof } };
    const head = () => this.bytes.from(request) ?? Buffer.alloc(0);
    let left: Subject | undefined;
    try {
      left = await options.workers.handOver(context, { socket, head, handover });
    } catch (error) {
      if (!isUnsupported(error)) {
        context.dispose();
        throw error;
      }
      const token = await accessTokenOf(context);
      if (token === undefined) {
        this.#keep(context, await Client.of(context, 'front', { ...handover, visits: [] }));
        this.#answerHere(request, response);
        return;
      }
      context.dispose();
      left = await options.workers.handOver(token, { socket, head, handover });
    }
    this.#isHandedOver = left === undefined;
    if (left === undefined) return;
    left.dispose();
    response.statusCode = 503;
    // The handshake is complete, so the client expects the proof in this response.
    if (proof !== undefined) response.setHeader('WWW-Authenticate', proof);
    response.setHeader('Connection', 'close');
    response.end('No worker is ready. Try again.\n');
  }

  /** Keeps a client whose package can neither export its context nor return its access token. */
  #keep(context: SecurityContext, client: Client): void {
    this.#isHere = true;
    this.bytes.stop();
    setClient(this.socket, client);
    this.socket.once('close', () => {
      context.dispose();
    });
  }

  #answerHere(request: IncomingMessage, response: ServerResponse): void {
    clientOf(request).requests++;
    response.setHeaders(takeAuthenticatedHeaders(request) ?? new Map());
    this.options.answerHere(request, response);
  }
}
