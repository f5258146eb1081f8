import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

import {
  type Credentials,
  HandoffError,
  type SecurityContext,
  sendContext,
  ServerSecurityContext,
} from 'sspi-handoff';

import { authenticate } from './authenticated-connection';
import type { Gate } from './gate';

/** The front's record of a connection. Times come from Date.now(), which all processes share. */
export interface ServedConnection {
  readonly number: number;
  /**
   * The client's address; undefined if it had reset the connection before the front read the
   * address.
   */
  readonly address: string | undefined;
  /** The times when sendContext() was called and when its promise settled. */
  sentAt?: number;
  settledAt?: number;
  /** Undefined until the context is handed over or given up. */
  outcome?: 'unauthenticated' | 'kept' | 'handed-over' | 'lost';
  error?: unknown;
}

/**
 * Authenticates each client that connects, and hands its context with the connection to the next
 * worker.
 */
export class Front {
  readonly served: ServedConnection[] = [];
  readonly #underWay = new Set<Promise<void>>();
  readonly #listener = createServer((socket) => {
    const serving = this.#serve(socket).then(() => {
      this.#underWay.delete(serving);
    });
    this.#underWay.add(serving);
  });

  constructor(
    private readonly workers: readonly ChildProcess[],
    private readonly credentials: Credentials,
    private readonly gate: Gate,
  ) {}

  async listen(): Promise<number> {
    this.#listener.listen(0, '127.0.0.1', 512);
    await once(this.#listener, 'listening');
    return (this.#listener.address() as AddressInfo).port;
  }

  async idle(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  async close(): Promise<void> {
    const closed = once(this.#listener, 'close');
    this.#listener.close();
    await closed;
  }

  async #serve(socket: Socket): Promise<void> {
    const number = this.served.length;
    const connection: ServedConnection = {
      number,
      address: socket.remoteAddress,
    };
    this.served.push(connection);
    // The error is a reset. 'close' follows.
    socket.on('error', (error) => (connection.error ??= error));
    using server = new ServerSecurityContext({ credentials: this.credentials });
    let head: Buffer;
    try {
      head = await authenticate(socket, server);
    } catch (error) {
      connection.outcome = 'unauthenticated';
      connection.error ??= error;
      socket.destroy();
      return;
    }
    await this.gate.through(() => this.#handOff(connection, server, socket, head));
  }

  async #handOff(
    connection: ServedConnection,
    server: ServerSecurityContext,
    socket: Socket,
    head: Buffer,
  ): Promise<void> {
    const { number } = connection;
    const worker = this.workers[number % this.workers.length];
    if (worker === undefined) throw new Error('There is no worker');
    // A program may check its socket in this way before the handoff.
    if (socket.destroyed) {
      connection.outcome = 'kept';
      return;
    }
    connection.sentAt = Date.now();
    try {
      await sendContext(worker, server, { socket, head, message: { number } });
      connection.outcome = 'handed-over';
    } catch (error) {
      connection.error = error;
      connection.outcome = outcomeOf(error, server);
      socket.destroy();
    } finally {
      connection.settledAt = Date.now();
    }
  }
}

/**
 * Returns the place of the context after a failed handoff. A context in this process must be
 * usable.
 */
function outcomeOf(error: unknown, server: SecurityContext): 'kept' | 'handed-over' | 'lost' {
  const isHandoffError = error instanceof HandoffError;
  if (isHandoffError && error.senderHasContext === false) return 'handed-over';
  const context = (isHandoffError ? error.context : undefined) ?? server;
  try {
    context.query('names');
    return 'kept';
  } catch {
    return 'lost';
  } finally {
    context.dispose();
  }
}
