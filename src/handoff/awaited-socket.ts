import type { Socket } from 'node:net';

import { threadState } from './thread-state';

/**
 * For how long a context waits for its socket. A sender that was stopped in between must not keep the
 * context from its listener forever.
 */
const PATIENCE_MS = 30_000;

/** The socket of a context that is about to be delivered. It follows once the context is adopted. */
export class AwaitedSocket {
  /** Undefined if none comes: the client, or the sender, is gone. */
  readonly arrival: Promise<Socket | undefined>;
  readonly #ticket: string;
  #settle: (socket: Socket | undefined) => void = () => undefined;
  #isOver = false;

  constructor(ticket: string) {
    this.#ticket = ticket;
    threadState().awaitingSocket.add(ticket);
    this.arrival = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** Starts once the context is adopted: from then on the socket can come. */
  startPatience(): void {
    const timer = setTimeout(() => {
      this.end();
    }, PATIENCE_MS);
    void this.arrival.then(() => {
      clearTimeout(timer);
    });
  }

  /** @returns Whether the socket was still awaited. */
  take(socket: Socket | undefined): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    threadState().awaitingSocket.delete(this.#ticket);
    this.#settle(socket);
    return true;
  }

  /** No socket comes any more. */
  end(): void {
    this.take(undefined);
  }
}
