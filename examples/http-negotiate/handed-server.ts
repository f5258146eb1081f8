import { type IncomingMessage, type RequestListener, Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import { type ContextDelivery, onAccessToken, onContext } from 'sspi-handoff';

import { Client, clientOf, type Handover, setClient, takeAuthenticatedHeaders } from './client';
import { MAX_HEADER_SIZE } from './handshake';
import { sendSubject, type Subject } from './subject';

/** A worker's report to the front. */
export interface WorkerStatus {
  /** How many of the connections that it received have ended or were given back. */
  readonly ended: number;
  readonly isDraining: boolean;
}

/** The front's request to a worker to give all its connections back and to exit. */
export const DRAIN = 'drain';

/**
 * The HTTP server of a worker. It does not listen: the front hands it authenticated connections, each with the
 * request that completed the handshake.
 *
 * @example
 * ```ts
 * new HandedServer((request, response) => response.end(`Hello ${clientOf(request).user}`));
 * ```
 */
export class HandedServer extends Server {
  readonly #sockets = new Set<Socket>();
  /** The part of these connections that is on its way to the front. */
  readonly #leaving = new Set<Socket>();
  #ended = 0;
  #isDraining = false;

  /** @param answer For example an Express application. `clientOf(request)` is the client. */
  constructor(answer: RequestListener) {
    super({ maxHeaderSize: MAX_HEADER_SIZE }, (request, response) => {
      if (!this.#admit(request, response)) return;
      response.once('close', () => {
        if (this.#isDraining) this.#giveBackIdle();
      });
      answer(request, response);
    });
    // Node starts the time limits and the list of idle connections with this event.
    this.emit('listening');
    const receive = (subject: Subject, { socket, message }: ContextDelivery) =>
      this.#receive(subject, socket, message as Handover);
    onContext(receive);
    onAccessToken(receive);
    process.on('message', (message) => {
      if (message === DRAIN) this.drain();
    });
  }

  /**
   * Gives each connection back to the front, which hands it to another worker: idle connections at once, others
   * after their response. Then the front closes the channel, so that the process can exit. The event 'draining' asks
   * the application to end its WebSockets, because only HTTP connections can be given back.
   */
  drain(): void {
    this.#isDraining = true;
    this.emit('draining');
    this.#report();
    this.#giveBackIdle();
  }

  /** Gives the connection of a request back after its response. */
  giveBackAfter(response: ServerResponse): void {
    const { socket } = response;
    response.once('close', () => {
      if (socket !== null) this.#giveBackIdle(socket);
    });
  }

  async #receive(subject: Subject, socket: Socket | undefined, handover: Handover): Promise<void> {
    // The client has closed the connection.
    if (socket === undefined || socket.destroyed) {
      subject.dispose();
      this.#end(undefined);
      return;
    }
    this.#sockets.add(socket);
    socket.once('close', () => {
      subject.dispose();
      this.#end(socket);
    });
    setClient(socket, await Client.of(subject, 'worker', handover));
    if (this.#isDraining) void this.#giveBack(socket);
    else this.emit('connection', socket);
  }

  #admit(request: IncomingMessage, response: ServerResponse): boolean {
    clientOf(request).requests++;
    const headers = takeAuthenticatedHeaders(request);
    if (headers !== undefined) response.setHeaders(headers);
    if (headers !== undefined || request.headers.authorization === undefined) return true;
    // Perhaps another user, behind a proxy that shares connections. The front must authenticate this request.
    response.setHeader('WWW-Authenticate', 'Negotiate');
    response.setHeader('Connection', 'close');
    response.statusCode = 401;
    response.end();
    return false;
  }

  #giveBackIdle(only?: Socket): void {
    for (const socket of this.#idleSockets()) {
      if (this.#leaving.has(socket)) continue;
      if (only === undefined || socket === only) void this.#giveBack(socket);
    }
  }

  /** The connections between two requests. Node knows when half a request has arrived, but can only destroy idle sockets. */
  #idleSockets(): Socket[] {
    const idle: Socket[] = [];
    const collect = function (this: Socket) {
      idle.push(this);
      return this;
    };
    for (const socket of this.#sockets) socket.destroy = collect;
    this.closeIdleConnections();
    for (const socket of this.#sockets) Reflect.deleteProperty(socket, 'destroy');
    return idle;
  }

  async #giveBack(socket: Socket): Promise<void> {
    const { subject, visits, authenticated } = clientOf({ socket });
    const message: Handover = { visits, ...(authenticated && { authenticated }) };
    this.#leaving.add(socket);
    try {
      await sendSubject(process, subject, { socket, message });
    } catch (error) {
      process.emitWarning(error as Error);
      socket.destroy();
      return;
    } finally {
      this.#leaving.delete(socket);
    }
    this.#end(socket);
  }

  #end(socket: Socket | undefined): void {
    if (socket !== undefined && !this.#sockets.delete(socket)) return;
    this.#ended++;
    this.#report();
  }

  #report(): void {
    const status: WorkerStatus = { ended: this.#ended, isDraining: this.#isDraining };
    if (process.connected) process.send?.(status);
  }
}
